/** Door of auctions. */
export const uses = ['achievements', 'deals', 'contracts', 'relations'] as const

export { isFault, leaderOf, moved, openCourse, type Bidder, type Course, type LotRules } from './course.ts'
export { publicLots } from './public.ts'
