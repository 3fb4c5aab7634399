import { INDUSTRY_TITLES, MODES, TECH_FIELDS } from '#platform/forms/classes.ts'
import { usePage } from '#web/portal/page.tsx'
import type { PageProposal, PageRequest, PortalDeps, ProposedItem } from './deps.ts'

/** Address of the page. */
export const HERE = '/demands/new'

/** What the second half of the page is made of. */
export interface NextProps {
  readonly deps: PortalDeps
  readonly request: PageRequest
  readonly text: string
  readonly proposal: PageProposal
}

/** The words a value was read from, and why, where they do not say it. */
export function Words({ item }: { readonly item: ProposedItem }) {
  const { t } = usePage()
  const words = item.words.map((one) => `“${one}”`).join('、')
  return (
    <span className="quiet">
      {words === '' ? null : t('原文：{words}', { words })} {item.why}
      {item.doubt === undefined ? null : <strong> {item.doubt}</strong>}
    </span>
  )
}

/** The form that sends a demand: everything that was read, each of it to be changed or left out. */
export function PostForm({ deps, request, text, proposal }: NextProps) {
  const { t } = usePage()
  const typed = request.reply?.values
  return (
    <form method="post" action="/do/demand.post" className="card">
      <h2>{t('核对后提交')}</h2>
      <p className="quiet">{t('下面是从描述里读出的内容，不对的改掉或去掉；只有这里列出的会提交。')}</p>
      <input type="hidden" name="_key" value={typed?.['_key'] ?? deps.newKey()} />
      <input type="hidden" name="_back" value={HERE} />
      <input type="hidden" name="problem" value={text} />
      <input type="hidden" name="secrecy" value="公开" />
      <Texts proposal={proposal} typed={typed} />
      <Ticks items={proposal.items} typed={typed} />
      <Money proposal={proposal} typed={typed} />
      <Questions proposal={proposal} />
      <Ends proposal={proposal} typed={typed} />
      <p>
        <button className="primary" type="submit">
          {t('提交审核')}
        </button>{' '}
        <button type="submit" formAction="/do/demand.draft">
          {t('存为草稿')}
        </button>
      </p>
    </form>
  )
}

type Typed = Readonly<Record<string, string>> | undefined

interface PartProps {
  readonly proposal: PageProposal
  readonly typed: Typed
}

/** What was typed before a refusal, else what was read. */
function valueOf({ proposal, typed }: PartProps, field: string): string {
  if (typed !== undefined) return typed[field] ?? ''
  const value = proposal.items.map(({ fill }) => fill[field]).find((one) => one !== undefined)
  return typeof value === 'string' ? value : ''
}

function wordsFor(proposal: PageProposal, key: string) {
  const item = proposal.items.find((one) => one.key === key)
  return item === undefined ? null : <Words item={item} />
}

function Texts(props: PartProps) {
  const { t, word } = usePage()
  const { proposal } = props
  const choices = [
    ['techField', t('技术领域'), TECH_FIELDS.map((field) => [field, word(field)])],
    ['type', t('需求类型'), proposal.types.map((type) => [type, word(type)])],
    ['industrySection', t('行业门类'), Object.entries(INDUSTRY_TITLES)],
  ] as const
  return (
    <>
      <div className="field">
        <label htmlFor="f-name">{t('名称')}</label>
        <input
          id="f-name"
          name="name"
          required
          minLength={4}
          maxLength={100}
          defaultValue={valueOf(props, 'name')}
        />
        <p>{wordsFor(proposal, 'name')}</p>
      </div>
      {choices.map(([field, title, options]) => (
        <div className="field" key={field}>
          <label htmlFor={`f-${field}`}>{title}</label>
          <select id={`f-${field}`} name={field} defaultValue={valueOf(props, field)}>
            <option value="">{t('请选择')}</option>
            {options.map(([value, shown]) => (
              <option key={value} value={value}>
                {shown}
              </option>
            ))}
          </select>
          <p>{wordsFor(proposal, field)}</p>
        </div>
      ))}
    </>
  )
}

interface Box {
  readonly value: string
  readonly shown: string
  readonly isRead: boolean
}

/** Entries of lists: a box each, so that one click takes it out. */
function Ticks({ items, typed }: { readonly items: readonly ProposedItem[]; readonly typed: Typed }) {
  const { t, word } = usePage()
  const listed = (field: string) =>
    items.flatMap((item) => {
      const value = item.fill[field]
      return Array.isArray(value) ? value.map((one: unknown) => ({ item, value: one })) : []
    })
  const modes = listed('cooperationModes').map(({ value }) => value)
  const read = (value: string, shown: string): Box => ({ value, shown, isRead: true })
  return (
    <>
      <TickGroup
        field="targetMetrics"
        title={t('目标指标')}
        boxes={listed('targetMetrics').map(({ item, value }) => read(JSON.stringify(value), item.shown))}
        typed={typed}
      />
      <TickGroup
        field="keywords"
        title={t('关键词')}
        boxes={listed('keywords').map(({ value }) => read(String(value), String(value)))}
        typed={typed}
      />
      <TickGroup
        field="cooperationModes"
        title={t('合作方式')}
        boxes={MODES.map((mode) => ({ value: mode, shown: word(mode), isRead: modes.includes(mode) }))}
        typed={typed}
      />
    </>
  )
}

function TickGroup(props: {
  readonly field: string
  readonly title: string
  readonly boxes: readonly Box[]
  readonly typed: Typed
}) {
  const { field, typed } = props
  if (props.boxes.length === 0) return null
  return (
    <fieldset className="field" id={`f-${field}`}>
      <legend>{props.title}</legend>
      {props.boxes.map(({ value, shown, isRead }, i) => {
        const name = `${field}.${String(i)}`
        const isTicked = typed === undefined ? isRead : typed[name] !== undefined
        return (
          <label className="tick" key={value}>
            <input type="checkbox" name={name} value={value} defaultChecked={isTicked} /> {shown}
          </label>
        )
      })}
    </fieldset>
  )
}

const WAN_FEN = 1_000_000

/** An amount as the field takes it back: exact, with its unit. */
function moneyText(fen: number): string {
  return fen % (WAN_FEN / 100) === 0 ? `${String(fen / WAN_FEN)}万元` : `${String(fen / 100)}元`
}

/** Budget and day; an amount is written with its unit, so that 50 is never taken for 500,000. */
function Money(props: PartProps) {
  const { t } = usePage()
  const { proposal, typed } = props
  const read = proposal.items.find(({ key }) => key === 'budget')
  const amountOf = (field: string) => {
    const fen = read?.fill[field]
    if (typed !== undefined) return typed[field] ?? ''
    return typeof fen === 'number' ? moneyText(fen) : ''
  }
  const isOpen = typed === undefined ? read?.fill['negotiable'] === true : typed['negotiable'] !== undefined
  return (
    <>
      {(['budgetMinFen', 'budgetMaxFen'] as const).map((field) => (
        <div className="field" key={field}>
          <label htmlFor={`f-${field}`}>{field === 'budgetMinFen' ? t('预算下限') : t('预算上限')}</label>
          <input
            id={`f-${field}`}
            name={field}
            maxLength={30}
            defaultValue={amountOf(field)}
            aria-describedby="h-budget"
          />
        </div>
      ))}
      <label className="tick">
        <input type="checkbox" id="f-negotiable" name="negotiable" value="true" defaultChecked={isOpen} />{' '}
        {t('预算面议')}
      </label>
      <p id="h-budget" className="quiet">
        {t('金额连单位一起写，例如 45万元；不便写的留空，选“预算面议”。')} {wordsFor(proposal, 'budget')}
      </p>
      <div className="field">
        <label htmlFor="f-deadline">{t('截止日期')}</label>
        <input id="f-deadline" name="deadline" type="date" defaultValue={valueOf(props, 'deadline')} />
        <p>{wordsFor(proposal, 'deadline')}</p>
      </div>
    </>
  )
}

function Questions({ proposal }: { readonly proposal: PageProposal }) {
  const { t } = usePage()
  if (proposal.questions.length === 0) return null
  return (
    <div className="note">
      <strong>{t('补充这几点会更好（没写“必填”的可以不填）')}</strong>
      <ul className="list">
        {proposal.questions.map(({ asks, improves }) => (
          <li key={asks}>
            {asks} <span className="quiet">{improves}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Ends({ proposal, typed }: PartProps) {
  const { t } = usePage()
  const { telling } = proposal
  return (
    <>
      <div className="field">
        <label className="tick">
          <input
            type="checkbox"
            id="f-blind"
            name="blind"
            value="true"
            defaultChecked={typed?.['blind'] !== undefined}
          />{' '}
          {t('先不公开单位')}
        </label>
        <p className="quiet">
          {t('公众和成果方只看到“匿名需求方”；对方提出方案后，由贵单位逐个决定是否公开身份。')}
          {telling.length === 0
            ? null
            : ` ${t('描述里有会让人认出单位的内容，匿名发布前须改掉：')}${telling.map(({ words }) => `“${words}”`).join('、')}`}
        </p>
      </div>
      <label className="tick">
        <input
          type="checkbox"
          id="f-declaresOpen"
          name="declaresOpen"
          value="true"
          defaultChecked={typed?.['declaresOpen'] !== undefined}
        />{' '}
        {t('公开的内容不涉及国家秘密和他人的商业秘密')}
      </label>
    </>
  )
}
