import { z } from 'zod'
import { DUE, HANDLED } from './store.ts'

/** What one may look for in a work list, as an address carries it. */
export const askedForm = z.object({
  q: z.string().trim().max(60).optional(),
  procedure: z.string().max(60).optional(),
  state: z.string().max(120).optional(),
  unit: z.uuid().optional(),
  due: z.enum(DUE).optional(),
  handled: z.enum(HANDLED).optional(),
})
