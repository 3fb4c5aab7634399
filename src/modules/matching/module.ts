import type { ModuleDef } from '#platform/module.ts'
import { matchingConsumers, vectorTurns } from './consumers.ts'
import { answerForm } from './forms.ts'
import { uses } from './index.ts'
import { worldOf } from './refresh.ts'
import { permissions, routes } from './routes.ts'

export const matchingModule: ModuleDef = {
  name: 'matching',
  uses,
  permissions,
  routes,
  consumers: (parts) => matchingConsumers(worldOf(parts)),
  background: (parts) => {
    const { vectors } = worldOf(parts)
    return vectors ? [{ name: 'match vectors', turn: vectorTurns(parts.db, vectors) }] : []
  },
  forms: { 'match-answer': answerForm },
  reasons: [{ view: 'matching.pub_refusal', title: '匹配答复“不合适”的原因' }],
}
