/** The door of the subscriptions module. */
export const uses = [] as const

export { subscriptionConsumer } from './percolation.ts'
