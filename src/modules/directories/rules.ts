import { bookingFaults } from '#platform/forms/booking.ts'
import { unitDoubt } from '#platform/forms/money.ts'
import { listedUntilFault, missingOf } from '#platform/forms/complete.ts'
import type { FieldFault } from '#platform/refusal.ts'
import {
  brokerForm,
  EXPERT_FIELDS_MAX,
  expertForm,
  instrumentForm,
  serviceBodyForm,
  type Broker,
  type Expert,
  type Instrument,
  type ServiceBody,
} from './forms.ts'

interface Priced {
  readonly priceFen?: number | null | undefined
  readonly negotiable?: boolean | null | undefined
}

/** A row of a price list has a price or 面议, never both, never neither. */
function priceRowFaults(field: string, rows: readonly Priced[] | undefined): FieldFault[] {
  return (rows ?? []).flatMap((row, i) => {
    const at = `${field}.${i}.priceFen`
    const hasPrice = row.priceFen !== undefined && row.priceFen !== null
    if (hasPrice && row.negotiable) return [{ field: at, message: '已选“面议”，就不填收费；请保留其一。' }]
    return hasPrice || row.negotiable ? [] : [{ field: at, message: '请填写收费，或选择“面议”。' }]
  })
}

export function serviceBodyFaults(form: ServiceBody, today: string): FieldFault[] {
  const numbers = (form.qualifications ?? []).map(({ number }) => number)
  return [
    ...priceRowFaults('prices', form.prices),
    ...(form.qualifications ?? []).flatMap(({ name, number, validUntil }, i): FieldFault[] => {
      if (validUntil < today)
        return [
          {
            field: `qualifications.${i}.validUntil`,
            message: `资质“${name}”已于 ${validUntil} 到期，请换用有效的证书，或删去这一行。`,
          },
        ]
      if (numbers.indexOf(number) < i)
        return [{ field: `qualifications.${i}.number`, message: `证书编号 ${number} 填了两次，请核对。` }]
      return []
    }),
    ...listedUntilFault(form, today),
  ]
}

export function serviceBodyGaps(form: ServiceBody): FieldFault[] {
  return missingOf(serviceBodyForm, form)
}

export function instrumentFaults(form: Instrument, today: string): FieldFault[] {
  const { originalValueFen: value, boughtOn } = form
  const doubt = value === undefined || form.priceConfirmed ? undefined : unitDoubt(value)
  return [
    ...(doubt === undefined ? [] : [{ field: 'originalValueFen', message: doubt }]),
    ...(boughtOn !== undefined && boughtOn > today
      ? [{ field: 'boughtOn', message: `购置日期 ${boughtOn} 还没有到，请核对。` }]
      : []),
    ...priceRowFaults('fees', form.fees),
    ...listedUntilFault(form, today),
  ]
}

export function instrumentGaps(form: Instrument): FieldFault[] {
  return [...missingOf(instrumentForm, form), ...bookingFaults(form)]
}

/** The sentences are kept with the version, so they repeat nothing of the person (P18). */
export function brokerFaults(form: Broker, today: string): FieldFault[] {
  return [
    ...(form.certificateUntil !== undefined && form.certificateUntil < today
      ? [{ field: 'certificateUntil', message: '证书已经到期，请换用有效的证书。' }]
      : []),
    ...listedUntilFault(form, today),
  ]
}

export function brokerGaps(form: Broker): FieldFault[] {
  return missingOf(brokerForm, form)
}

export function expertFaults(form: Expert, today: string): FieldFault[] {
  const fields = (form.techFields?.length ?? 0) + (form.ipc?.length ?? 0)
  return [
    ...(fields > EXPERT_FIELDS_MAX
      ? [{ field: 'techFields', message: `技术领域和 IPC 分类号合计最多 ${EXPERT_FIELDS_MAX} 个，请删减。` }]
      : []),
    ...listedUntilFault(form, today),
  ]
}

export function expertGaps(form: Expert): FieldFault[] {
  const hasField = Boolean(form.techFields?.length ?? form.ipc?.length)
  return [
    ...missingOf(expertForm, form),
    ...(hasField ? [] : [{ field: 'techFields', message: '请至少选择一个技术领域，或填一个 IPC 分类号。' }]),
  ]
}

/** The last day on which one of the qualifications still counts; the badge goes by itself the day after. */
export function qualifiedUntil(form: ServiceBody): string | null {
  return (
    (form.qualifications ?? [])
      .map(({ validUntil }) => validUntil)
      .sort()
      .at(-1) ?? null
  )
}
