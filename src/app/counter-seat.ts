import type { Permissions } from '#platform/access/access.ts'
import type { Route } from '#platform/command/command.ts'
import type { CounterMatter } from '#platform/counter/matters.ts'

/** What every paper application needs: taking and leaving the seat, its files, the case and the dossiers entered. */
const COMMON = ['session.use', 'file.keep', 'file.read', 'counter.read', 'dossier.show'] as const

/** A record that is listed after a check: drafted, brought up to what the paper says, and handed in. */
function listed(kind: string, title: string, page: string): CounterMatter {
  return {
    title,
    page,
    needs: [`${kind}.draft`, `${kind}.edit`, `${kind}.show`, `${kind}-listing.submit`],
  }
}

/**
 * All that a clerk may enter for somebody who brings it on paper (practice.md P10). Whatever is not here is refused from
 * the seat of a paper application: listings once they are public, members, bookings, deals, bids, accounts, consents.
 */
export const counterMatters: readonly CounterMatter[] = [
  listed('achievement', '登记成果', '/achievements/new'),
  listed('demand', '发布需求', '/demands/new'),
  listed('instrument', '登记仪器', '/instruments/new'),
  listed('service-body', '登记服务机构信息', '/service-bodies/new'),
  listed('pilot-service', '登记中试服务', '/pilot-services/new'),
  {
    title: '申报中试基地',
    page: '/pilot-bases/applications/new',
    needs: ['pilot-base.apply', 'pilot-base.read-application', 'pilot-base-recognition.submit'],
  },
  {
    title: '中试基地续期、报告变更',
    page: '/pilot-bases',
    needs: [
      'pilot-base.report-change',
      'pilot-base.apply',
      'pilot-base.read-application',
      'pilot-base.read-matters',
      'pilot-base-renewal.submit',
    ],
  },
  {
    title: '技术合同登记',
    page: '/registrations/new',
    needs: ['registration.apply', 'registration.read', 'contract-registration.submit'],
  },
]

/** The permissions of the seat: what is entered there, and what everybody reads. */
export function counterSeat(permissions: Permissions, routes: readonly Route[]): readonly string[] {
  const named = [...COMMON, ...counterMatters.flatMap(({ needs }) => needs)]
  const unknown = named.filter((name) => permissions[name] === undefined)
  if (unknown.length > 0) throw new Error(`the counter names unknown permissions: ${unknown.join(', ')}`)
  const written = new Set(routes.filter(({ kind }) => kind === 'write').map(({ permission }) => permission))
  const open = Object.entries(permissions).filter(([name, row]) => row.visitor && !written.has(name))
  return [...new Set([...named, ...open.map(([name]) => name)])]
}
