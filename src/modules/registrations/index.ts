/** Door of registrations: the public figures of the register; what it uses itself. */
export const uses = ['contracts'] as const

export { figuresBook, publicFigures, type PublicFigures } from './statistics.ts'
