import { usePage } from '#web/portal/page.tsx'
import type { PageRequest } from './deps.ts'

const HAZARDS = ['无危险', '易燃易爆', '有毒有害', '高温高压', '腐蚀', '生物安全'] as const

interface Props {
  readonly reply: PageRequest['reply']
  /** Public id of the achievement the asker came from. */
  readonly achievement: string | null
}

/** What a pilot run is asked for with: process, material, batch, danger, secrecy. What was typed stays. */
export function PilotAsked({ reply, achievement }: Props) {
  const { t, word } = usePage()
  return (
    <>
      <Text name="process" label={t('要做的工艺')} max={100} reply={reply} />
      <Text name="material" label={t('物料')} max={100} reply={reply} />
      <Text name="batch" label={t('批量')} max={10} reply={reply} type="number" />
      <Choice
        name="hazard"
        label={t('危险类别')}
        reply={reply}
        values={HAZARDS.map((one) => [one, word(one)])}
      />
      <Choice
        name="confidential"
        label={t('要求保密')}
        reply={reply}
        values={[
          ['否', t('否')],
          ['是', t('是：别人看不到项目名称')],
        ]}
      />
      <Text
        name="achievement"
        label={t('关联的成果（成果页地址的最后一段，可不填）')}
        max={40}
        reply={reply}
        given={achievement ?? ''}
        optional
      />
      <Text name="note" label={t('补充说明（可不填）')} max={1_000} reply={reply} optional />
      <p className="quiet">{t('只有基地和本单位能看到以上内容。')}</p>
    </>
  )
}

function Text(props: {
  readonly name: string
  readonly label: string
  readonly max: number
  readonly reply: PageRequest['reply']
  readonly type?: 'number'
  readonly given?: string
  readonly optional?: true
}) {
  const { name, reply } = props
  const fault = reply?.fields.find(({ field }) => field === name)
  return (
    <div className="field">
      <label htmlFor={`f-${name}`}>{props.label}</label>
      <input
        id={`f-${name}`}
        name={name}
        type={props.type ?? 'text'}
        {...(props.type === 'number' ? { min: 1 } : { maxLength: props.max })}
        required={props.optional !== true}
        defaultValue={reply?.values[name] ?? props.given ?? ''}
        aria-invalid={fault === undefined ? undefined : true}
        aria-describedby={fault === undefined ? undefined : `h-${name}`}
      />
      {fault === undefined ? null : (
        <p id={`h-${name}`} className="quiet">
          {fault.message}
        </p>
      )}
    </div>
  )
}

function Choice(props: {
  readonly name: string
  readonly label: string
  readonly reply: PageRequest['reply']
  readonly values: readonly (readonly [value: string, title: string])[]
}) {
  const { name } = props
  return (
    <div className="field">
      <label htmlFor={`f-${name}`}>{props.label}</label>
      <select id={`f-${name}`} name={name} defaultValue={props.reply?.values[name]}>
        {props.values.map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    </div>
  )
}
