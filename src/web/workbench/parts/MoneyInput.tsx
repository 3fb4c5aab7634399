import { Input, Select, Space } from 'antd'
import { useState } from 'react'
import {
  bothReadings,
  moneyText,
  parseMoney,
  parseNumber,
  parsePercent,
  percentText,
  type MoneyUnit,
} from '../helpers/money.ts'
import type { Field } from '../helpers/schema.ts'

/** What antd's Form.Item hands to the control inside it. */
export interface ControlProps<T> {
  readonly id?: string
  readonly value?: T | null
  readonly onChange?: (value: T | null) => void
  readonly disabled?: boolean
  readonly 'aria-invalid'?: boolean | 'true' | 'false'
  readonly 'aria-describedby'?: string
  readonly 'aria-required'?: boolean | 'true' | 'false'
}

/**
 * An amount in integer fen, typed in 元 or 万元 with the unit beside it; both readings stand below, so that a
 * factor of ten thousand is seen before it is sent. Unreadable text is kept and handed on as text.
 */
export function MoneyInput({
  value,
  onChange,
  unit = '万元',
  ...rest
}: ControlProps<number | string> & { readonly unit?: MoneyUnit }) {
  const [chosen, setChosen] = useState<MoneyUnit>(unit)
  const [typed, setTyped] = useState<string | null>(null)
  const fen = typeof value === 'number' ? value : null
  const text = typed ?? (fen === null ? (value ?? '') : moneyText(fen, chosen))
  const read = (next: string, inUnit: MoneyUnit) => {
    setTyped(next)
    const parsed = parseMoney(next, inUnit)
    onChange?.(next.trim() === '' ? null : 'fen' in parsed ? parsed.fen : next)
  }
  return (
    <div>
      <Space.Compact block>
        <Input
          {...rest}
          value={text}
          inputMode="decimal"
          autoComplete="off"
          onChange={(event) => read(event.target.value, chosen)}
          onBlur={() => fen !== null && setTyped(null)}
        />
        <Select<MoneyUnit>
          value={chosen}
          aria-label="金额单位"
          style={{ width: 88, flex: 'none' }}
          disabled={rest.disabled ?? false}
          options={[{ value: '万元' }, { value: '元' }]}
          onChange={(next) => {
            setChosen(next)
            if (typed !== null) read(typed, next)
          }}
        />
      </Space.Compact>
      {fen !== null && (
        <div className="readings" aria-live="polite">
          {bothReadings(fen)}
        </div>
      )}
    </div>
  )
}

/** A number with its unit. Unreadable text is kept and handed on as text, so that it is told and not lost. */
export function NumberInput({
  value,
  onChange,
  field,
  ...rest
}: ControlProps<number | string> & { readonly field: Field }) {
  const [typed, setTyped] = useState<string | null>(null)
  return (
    <Input
      {...rest}
      value={typed ?? value ?? ''}
      inputMode="decimal"
      autoComplete="off"
      suffix={field.unit}
      onChange={(event) => {
        const next = event.target.value
        setTyped(next)
        const parsed = parseNumber(next, field)
        onChange?.(next.trim() === '' ? null : 'number' in parsed ? parsed.number : next)
      }}
      onBlur={() => typeof value === 'number' && setTyped(null)}
    />
  )
}

/** Basis points typed as a percentage. Unreadable text is kept and handed on as text. */
/** Hundredths of a unit, typed with two decimals: percent, or points of a score. */
export function PercentInput({
  value,
  onChange,
  unit = '%',
  ...rest
}: ControlProps<number | string> & { readonly unit?: string | undefined }) {
  const [typed, setTyped] = useState<string | null>(null)
  const shown = typed ?? (typeof value === 'number' ? percentText(value) : (value ?? ''))
  return (
    <Input
      {...rest}
      value={shown}
      inputMode="decimal"
      autoComplete="off"
      suffix={unit}
      onChange={(event) => {
        const next = event.target.value
        setTyped(next)
        const parsed = parsePercent(next)
        onChange?.(next.trim() === '' ? null : 'basisPoints' in parsed ? parsed.basisPoints : next)
      }}
      onBlur={() => typeof value === 'number' && setTyped(null)}
    />
  )
}
