import * as counter from '#platform/counter/routes.ts'
import { sealPictureForm, seriesForm } from '#platform/letters/forms.ts'
import * as archive from '#platform/archive/routes.ts'
import * as bulk from '#platform/bulk/routes.ts'
import * as calendar from '#platform/calendar/routes.ts'
import * as clock from '#platform/clock/routes.ts'
import * as consent from '#platform/consent/routes.ts'
import * as evidenceLibrary from '#platform/evidence-library/routes.ts'
import { invariants as logInvariants } from '#platform/evidence/invariants.ts'
import * as facts from '#platform/facts/routes.ts'
import * as files from '#platform/files/files.ts'
import * as identity from '#platform/identity/routes.ts'
import * as instance from '#platform/instance/routes.ts'
import * as journal from '#platform/journal/routes.ts'
import * as letters from '#platform/letters/routes.ts'
import * as message from '#platform/message/routes.ts'
import * as sent from '#platform/message/sent.ts'
import type { ModuleDef } from '#platform/module.ts'
import { ledgerInvariants } from '#platform/ledger/invariants.ts'
import { noticeInvariants } from '#platform/notice/invariants.ts'
import { forgetObjector } from '#platform/notice/store-words.ts'
import { panelInvariants } from '#platform/panel/invariants.ts'
import { invariants } from '#platform/procedure/invariants.ts'
import * as procedure from '#platform/procedure/routes.ts'
import * as ruleset from '#platform/ruleset/routes.ts'
import * as signing from '#platform/signing/routes.ts'
import * as webhook from '#platform/webhook/routes.ts'
import * as work from '#platform/work/routes.ts'

const parts = [
  bulk,
  calendar,
  clock,
  evidenceLibrary,
  facts,
  files,
  identity,
  instance,
  journal,
  message,
  ruleset,
  signing,
]

/** The ground as a module: its routes, its one procedure (verification of organisations) and its invariants. */
export const platformModule: ModuleDef = {
  name: 'platform',
  uses: [],
  permissions: Object.assign(
    {},
    procedure.permissions,
    letters.permissions,
    archive.permissions,
    counter.permissions,
    consent.permissions,
    work.permissions,
    webhook.permissions,
    sent.permissions,
    ...parts.map((part) => part.permissions),
  ),
  routes: [...parts.flatMap((part) => ('routes' in part ? part.routes : [])), ...sent.sentRoutes],
  handled: [...identity.handledRoutes, files.keepFile],
  bindings: identity.bindings,
  follows: archive.follows,
  forms: {
    ...identity.forms,
    'evidence-item': evidenceLibrary.evidenceForm,
    'counter-case': counter.counterForm,
    'letter-series': seriesForm,
    'seal-picture': sealPictureForm,
  },
  invariants: [
    ...invariants,
    ...logInvariants,
    ...identity.invariants,
    ...noticeInvariants,
    ...panelInvariants,
    ...ledgerInvariants,
  ],
  forgets: [(tx, { personId }) => forgetObjector(tx, personId)],
}
