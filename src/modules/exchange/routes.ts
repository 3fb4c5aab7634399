import { listed } from './commands.ts'

export const { permissions, routes } = listed
