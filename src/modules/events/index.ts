/** The door of the events module: what portal and composition show of it. */
export const uses = ['achievements', 'exchange', 'deals'] as const

export { publicEventIcs } from './papers.ts'
export { listOpen as publicEvents, showEvent as publicEvent, type EventView } from './view.ts'
