/** The door of the funnel module. What it counts from is declared by the modules that own the facts (`ModuleDef.stages`). */
export const uses = [] as const

export { marketFigures } from './figures.ts'
export { STAGES, staleRate, type CountRow, type Figures, type FunnelRow, type Stage } from './cohorts.ts'
