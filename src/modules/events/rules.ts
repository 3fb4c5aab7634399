/** An instant in ms. */
type Ms = number

export interface Meeting {
  readonly id: string
  readonly sellerOrgId: string
  readonly buyerOrgId: string
}

export interface Booked {
  readonly sellerOrgId: string
  readonly buyerOrgId: string
  readonly tableNo: number
  readonly startsAt: Ms
  readonly endsAt: Ms
}

export interface Slot extends Booked {
  readonly id: string
}

/**
 * Times and tables for 1:1 meetings, first come first served: nobody sits at two tables at once, no table has two
 * meetings at once, nothing goes beyond the end of the event. Those that found no place are left out.
 */
export function seat(
  meetings: readonly Meeting[],
  booked: readonly Booked[],
  room: { readonly from: Ms; readonly until: Ms; readonly tables: number; readonly minutes: number },
): Slot[] {
  const length = room.minutes * 60_000
  const taken: Booked[] = [...booked]
  const slots: Slot[] = []
  for (const { id, sellerOrgId, buyerOrgId } of meetings) {
    const place = firstFree(taken, [sellerOrgId, buyerOrgId], room, length)
    if (!place) continue
    const slot = { id, sellerOrgId, buyerOrgId, ...place }
    taken.push(slot)
    slots.push(slot)
  }
  return slots
}

function firstFree(
  taken: readonly Booked[],
  orgIds: readonly string[],
  room: { readonly from: Ms; readonly until: Ms; readonly tables: number },
  length: Ms,
): { readonly tableNo: number; readonly startsAt: Ms; readonly endsAt: Ms } | undefined {
  for (let startsAt = room.from; startsAt + length <= room.until; startsAt += length) {
    const endsAt = startsAt + length
    const meanwhile = taken.filter((one) => one.startsAt < endsAt && startsAt < one.endsAt)
    if (meanwhile.some((one) => orgIds.includes(one.sellerOrgId) || orgIds.includes(one.buyerOrgId))) continue
    for (let tableNo = 1; tableNo <= room.tables; tableNo += 1)
      if (!meanwhile.some((one) => one.tableNo === tableNo)) return { tableNo, startsAt, endsAt }
  }
  return undefined
}
