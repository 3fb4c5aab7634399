import { Alert, Form } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { ApiError, get, inquire } from '../../api.ts'
import { fieldsOf, placeOf, submitted, type Field } from '../../helpers/schema.ts'
import type { FieldFault, FormReply } from '../../types.ts'

export interface Finding {
  readonly rule: string
  readonly hard: boolean
  readonly field: string
  readonly says: string
  readonly basis: string
  readonly ground: string | null
}

export interface Check {
  readonly missing: readonly FieldFault[]
  readonly findings: readonly Finding[]
}

/** Pause after the last key before the form is looked through, in ms. */
const PAUSE = 700

/** What would be refused or asked about, with the reason of refusal and the clause. */
export function Findings({ check, fields }: { readonly check: Check; readonly fields: readonly Field[] }) {
  const hard = check.findings.filter((one) => one.hard)
  const soft = check.findings.filter((one) => !one.hard)
  return (
    <div className="stack-s" role="status" aria-label="边填边查">
      {hard.length > 0 && (
        <Alert
          type="error"
          showIcon
          title={`这样提交会不予登记（${String(hard.length)} 项）`}
          description={<Lines items={hard} fields={fields} />}
        />
      )}
      {soft.length > 0 && (
        <Alert
          type="warning"
          showIcon
          title={`请留意（${String(soft.length)} 项）`}
          description={<Lines items={soft} fields={fields} />}
        />
      )}
      {check.missing.length > 0 && (
        <p className="soft small">
          提交前还要填写：{check.missing.map(({ field }) => placeOf(field, fields)).join('、')}。
        </p>
      )}
      {check.findings.length === 0 && check.missing.length === 0 && (
        <Alert type="success" showIcon title="没有查到会不予登记的问题。" />
      )}
    </div>
  )
}

function Lines({ items, fields }: { readonly items: readonly Finding[]; readonly fields: readonly Field[] }) {
  return (
    <ul>
      {items.map((one) => (
        <li key={one.rule + one.field + one.says}>
          <b>{placeOf(one.field, fields)}</b>：{one.says}
          <div className="soft small">
            {one.ground !== null && `不予登记的原因：${one.ground}；`}依据：{one.basis}
          </div>
        </li>
      ))}
    </ul>
  )
}

interface Asked {
  readonly form: string
  readonly id: string
  readonly contractId: string | null
}

/** What the linter says to the form as typed so far; the last answer stays until the next one is there. */
function useLint({ id, contractId }: Asked, typed: string, isReady: boolean) {
  const [check, setCheck] = useState<Check | null>(null)
  const [faults, setFaults] = useState<readonly FieldFault[]>([])
  useEffect(() => {
    if (!isReady) return undefined
    const leave = new AbortController()
    const look = async () => {
      const asked = {
        form: JSON.parse(typed) as Record<string, unknown>,
        ...(id !== '' && { id }),
        ...(contractId !== null && { contractId }),
      }
      try {
        setCheck(await inquire<Check>('/contract-registrations/lint', asked, leave.signal))
        setFaults([])
      } catch (error) {
        if (!leave.signal.aborted && error instanceof ApiError) setFaults(error.fields)
      }
    }
    const timer = setTimeout(() => void look(), PAUSE)
    return () => {
      clearTimeout(timer)
      leave.abort()
    }
  }, [typed, isReady, id, contractId])
  return { check, faults }
}

/** Looks the form through while it is typed; stands inside the form. */
export function LiveLint(asked: Asked) {
  const values = Form.useWatch([]) as Readonly<Record<string, unknown>> | undefined
  const schema = useQuery({
    queryKey: ['form', asked.form],
    queryFn: () => get<FormReply>(`/forms/${asked.form}`),
  })
  const fields = schema.data ? fieldsOf(schema.data.schema) : []
  const typed = JSON.stringify(submitted(fields, { ...values }))
  const { check, faults } = useLint(asked, typed, fields.length > 0 && values !== undefined)
  return (
    <section className="stack-s" aria-label="检查">
      <h2>边填边查</h2>
      {faults.length > 0 && (
        <Alert
          type="error"
          showIcon
          title="这些内容填得不对，改正后再检查"
          description={
            <ul>
              {faults.map((one) => (
                <li key={one.field + one.message}>
                  <b>{placeOf(one.field.replace(/^form\./, ''), fields)}</b>：{one.message}
                </li>
              ))}
            </ul>
          }
        />
      )}
      {check ? <Findings check={check} fields={fields} /> : <p className="soft small">填写以后自动检查。</p>}
    </section>
  )
}
