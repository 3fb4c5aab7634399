import { readConfig } from '#app/config.ts'
import { packDirectory } from '#platform/pack/pack.ts'

/** The folder of the city a start without KEQIAO_CITY runs: fixtures take the shipped cast from it, and name no city. */
export const defaultPackDirectory = packDirectory(readConfig({}).city)
