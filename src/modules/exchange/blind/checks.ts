import type { Tx } from '#platform/db/database.ts'
import { overlaps } from '#platform/forms/overlap.ts'
import { organisationSigns } from '#platform/identity/signs.ts'
import type { FieldFault } from '#platform/refusal.ts'
import { matches, sqlOf } from '#platform/search/index.ts'
import type { Demand } from '../forms.ts'
import { openOfOwner, store } from '../store.ts'
import { tellingPlaces, type Telling } from './naming.ts'
import { signsOfOwner } from './signs.ts'
import { isBlind } from './veil.ts'

/** Part of a text that stands in another, from which a reader takes both for one firm's. */
const SAME_TEXT = 0.4
/** Part of what a demand asks for that an achievement of the same owner meets, from which they tell of each other. */
const SAME_MATTER = 0.6

async function telling(tx: Tx, ownerOrgId: string, form: Demand): Promise<Telling[]> {
  if (!isBlind(form)) return []
  const owner = await organisationSigns(tx, ownerOrgId)
  return owner === undefined ? [] : tellingPlaces(form, signsOfOwner(owner, form.contact ?? ''))
}

/** Places that tell who the owner is: a blind demand with any of them is not published. */
export async function ownerFaults(tx: Tx, ownerOrgId: string, form: Demand): Promise<FieldFault[]> {
  return (await telling(tx, ownerOrgId, form)).filter(({ isDoubt }) => !isDoubt).map(faultOf)
}

function faultOf({ field, message }: Telling): FieldFault {
  return { field, message }
}

/** What may let a reader guess the owner of a blind demand; none of it refuses. */
export async function blindWarnings(tx: Tx, id: string, form: Demand): Promise<FieldFault[]> {
  if (!isBlind(form)) return []
  const record = await store.find(tx, id)
  if (!record) return []
  const doubts = (await telling(tx, record.owner_org_id, form)).filter(({ isDoubt }) => isDoubt)
  return [
    ...doubts.map(faultOf),
    ...(await wasOpen(tx, id, record.published_at)),
    ...(await likeOthers(tx, record.owner_org_id, id, form)),
    ...(await likeAchievements(tx, record.owner_public_id, form)),
  ]
}

/** What was public once may be kept by others. */
async function wasOpen(tx: Tx, id: string, publishedAt: string | null): Promise<FieldFault[]> {
  if (publishedAt === null) return []
  const versions = await store.versions(tx, id)
  if (versions.every(({ data }) => isBlind(data))) return []
  return [
    {
      field: 'blind',
      message:
        '这项需求曾公开过单位名称，网上可能留有副本；改为匿名后，平台不再显示单位，但不能收回已经公开的内容。要确实不让人知道，请另发一项新的匿名需求。',
    },
  ]
}

/** Other demands of the owner that say who asks, in much the same words. */
async function likeOthers(tx: Tx, ownerOrgId: string, id: string, form: Demand): Promise<FieldFault[]> {
  const text = `${form.name ?? ''}\n${form.problem ?? ''}`
  const others = await openOfOwner(tx, ownerOrgId, id)
  return others.flatMap(({ code, name, problem }) => {
    const shared = overlaps(text, `${name}\n${problem ?? ''}`).reduce((sum, run) => sum + run.length, 0)
    const part = shared / Math.max(1, text.replaceAll(/[\s\p{P}]/gu, '').length)
    if (part < SAME_TEXT) return []
    return [
      {
        field: 'problem',
        message: `与本单位公开了名称的需求《${name}》（编号 ${code}）有 ${Math.round(part * 100)}% 的文字相同，别人对照就能认出单位，请换个写法。`,
      },
    ]
  })
}

async function likeAchievements(tx: Tx, ownerPublicId: string, form: Demand): Promise<FieldFault[]> {
  const found = await matches(sqlOf(tx), {
    kind: 'achievement',
    of: { title: form.name ?? '', text: form.problem ?? '' },
    filters: { ownerId: ownerPublicId },
    limit: 1,
  })
  return found
    .filter(({ coverage }) => coverage >= SAME_MATTER)
    .map(({ name }) => ({
      field: 'problem',
      message: `写的内容与本单位公开的成果《${name}》很相近，懂行的人可能据此猜到单位。`,
    }))
}
