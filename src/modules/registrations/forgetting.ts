import { forgetIn, marksOf, type Forget } from '#platform/identity/forget.ts'
import { destroySalts } from '#platform/records/private-parts.ts'
import * as store from './store.ts'

/** Takes an erased person out of the contacts of applications (practice.md P18); the rest of the form names organisations. */
export const forgetContact: Forget = async (tx, person) => {
  const changed = (await store.contactsWith(tx, marksOf(person))).flatMap(
    ({ id, org_id: orgId, contact }) => {
      const left = forgetIn(contact, person, orgId)
      return left === contact ? [] : [{ id, contact: left }]
    },
  )
  await store.changeContacts(tx, changed)
  await destroySalts(
    tx,
    'contract-registration',
    changed.map(({ id }) => id),
    ['contact'],
  )
  return changed.length
}
