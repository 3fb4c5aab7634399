import type { PublicServiceStatistics } from '#modules/pilot-services/index.ts'
import { fixtureCalendar } from './fixture-directories.ts'
import type { PilotAnswer, PilotDeps } from './pilot-deps.ts'

const fixturePilotAnswer: PilotAnswer = {
  wanted: { q: '鱼皮', from: 5, to: 7 },
  about: null,
  items: [
    {
      publicId: 'pkkkkkkkk0',
      name: '示例酶解中试线',
      base: '示例海洋食品中试基地',
      region: null,
      sample: true,
      reasons: ['成熟度：可从 5 级做到 7 级', '物料相符：鱼皮'],
      phrases: ['鱼皮'],
      batch: '50–2000 千克',
      unitFeeFen: 800_000,
      feeUnit: '批',
      leadDays: 20,
      capacity: 1,
      nextFree: { from: '2026-11-24T01:00:00.000Z', until: '2026-11-24T02:00:00.000Z' },
    },
  ],
  total: 1,
}

const fixturePilotFigures: PublicServiceStatistics = {
  from: '2025-11-23',
  until: '2026-11-23',
  lines: 4,
  runs: 12,
  externalBp: 7_500,
  industrialised: 3,
  raised: null,
  utilisationBp: 2_310,
  stars: 4.5,
  steps: [{ before: 5, after: 7, runs: 4 }],
}

/** Calendars, the finder and the figures, for pages that need no database. */
export const fixturePilotDeps: PilotDeps = {
  calendar: async (kind, publicId) =>
    publicId === (kind === 'instrument' ? 'ikkkkkkkk0' : 'pkkkkkkkk0') ? fixtureCalendar : null,
  calendarFile: async () => 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n',
  findPilot: async () => fixturePilotAnswer,
  pilotServiceFigures: async () => fixturePilotFigures,
}
