import type { ReactNode } from 'react'
import { COUNTRIES, countryName } from '#platform/identity/countries.ts'
import { orgKinds } from '#platform/identity/kinds.ts'
import type { Template } from '#platform/text/text.ts'
import { A, speech, usePage, type Page, type Speech } from '#web/portal/page.tsx'
import type { PageRequest, PortalDeps } from './deps.ts'

/** Kinds somebody may register; government units come from the city pack. */
const kinds = orgKinds.filter((kind) => kind !== '政府')

interface Input {
  readonly name: string
  readonly title: Template
  readonly help?: Template
  readonly type?: 'text' | 'password' | 'tel'
  readonly complete?: string
  readonly maxLength: number
  readonly optional?: true
}

const login: Input = {
  name: 'login',
  title: '登录名',
  help: '小写字母开头，3 至 32 位小写字母、数字、点或连字符。',
  complete: 'username',
  maxLength: 32,
}
const personName: Input = { name: 'name', title: '姓名', complete: 'name', maxLength: 40 }
const phone: Input = {
  name: 'phone',
  title: '手机号',
  help: '用于短信验证码，只有您和有权办理的人员能看到。',
  type: 'tel',
  complete: 'tel',
  maxLength: 20,
}
const newPassword: Input = {
  name: 'password',
  title: '新密码',
  help: '可以用一句容易记的话；不要用别处用过的密码。',
  type: 'password',
  complete: 'new-password',
  maxLength: 500,
}
const password: Input = { ...newPassword, title: '密码' }
const longCode = (title: Template): Input => ({ name: 'code', title, complete: 'off', maxLength: 60 })

/** A page with one plain form that identity answers at the same address. */
function formPage(
  title: Template,
  body: (t: Speech['t']) => ReactNode,
): (deps: PortalDeps, request: PageRequest) => Page {
  return (deps, request) => {
    const { t } = speech(request.lang)
    return {
      status: 200,
      title: t(title),
      description: deps.city.market[request.lang],
      crumbs: [{ title: t(title) }],
      body: (
        <section className="card">
          <h1>{t(title)}</h1>
          {body(t)}
        </section>
      ),
    }
  }
}

/** `/register`: an account for oneself. */
export const registerPage = async (deps: PortalDeps, request: PageRequest): Promise<Page> =>
  formPage('注册账号', (t) => (
    <>
      <Form action="/register" inputs={[login, personName, phone, password]} submit={t('注册')} deps={deps} />
      <Privacy />
      <Ways ways={['sign-in', 'reset']} />
    </>
  ))(deps, request)

/** `/register/organisation`: the organisation one acts for, by registering it or by an invitation. */
export const organisationPage = async (deps: PortalDeps, request: PageRequest): Promise<Page> =>
  formPage('登记单位', (t) =>
    request.viewer === null ? (
      <SignInFirst back="/register/organisation" />
    ) : request.query.get('done') === 'organisation.register' ? (
      <p className="note">
        {t('单位已登记。请到工作台的“单位”页上传证照并提交核验。')}{' '}
        <A to="/app/organisation">{t('去提交核验')}</A>
      </p>
    ) : (
      <>
        <OrganisationForm deps={deps} />
        <Ways ways={['invitation', 'workbench']} />
      </>
    ),
  )(deps, request)

/** `/first-administrator`: in production, with the code the console printed once (P38); nowhere else. */
export const firstAdministratorPage = async (
  deps: PortalDeps,
  request: PageRequest,
): Promise<Page | null> => {
  if ((await deps.instance()).kind !== 'production') return null
  const inputs = [longCode('一次性代码'), login, personName, phone, password]
  return formPage('启用首位管理员', (t) => (
    <>
      <p className="quiet">
        {t('代码在第一次启动时显示在服务器的控制台上，只能用一次。启用后请先登记动态口令。')}
      </p>
      <Form action="/first-administrator" inputs={inputs} submit={t('启用')} deps={deps} />
    </>
  ))(deps, request)
}

/** `/invitation`: joining an organisation with the code its administrator gave. */
export const invitationPage = async (deps: PortalDeps, request: PageRequest): Promise<Page> =>
  formPage('接受邀请', (t) =>
    request.viewer === null ? (
      <SignInFirst back="/invitation" />
    ) : (
      <Form action="/invitation" inputs={[longCode('邀请码')]} submit={t('加入单位')} deps={deps} />
    ),
  )(deps, request)

/** `/reset-password`: a new password with the code of one's administrator. */
export const resetPage = async (deps: PortalDeps, request: PageRequest): Promise<Page> =>
  formPage('找回密码', (t) => (
    <>
      <p className="quiet">
        {t('请向本单位管理员索取重置代码（单位没有管理员的，向平台管理员索取），24 小时内有效。')}
      </p>
      <Form
        action="/reset-password"
        inputs={[longCode('重置代码'), newPassword]}
        submit={t('设置新密码')}
        deps={deps}
      />
    </>
  ))(deps, request)

/** `/change-password`: the signed-in person's own; a sign-in leads here when the term of the old one is over. */
export const changePasswordPage = async (deps: PortalDeps, request: PageRequest): Promise<Page> => {
  const current: Input = {
    name: 'current',
    title: '现在的密码',
    type: 'password',
    complete: 'current-password',
    maxLength: 500,
  }
  const back = request.reply?.values['_back'] ?? request.query.get('back') ?? undefined
  return formPage('修改密码', (t) =>
    request.viewer === null ? (
      <SignInFirst back="/change-password" />
    ) : (
      <>
        <p className="quiet">{t('密码到了更换期限的，修改后才能继续办理。其他设备上的登录会一并退出。')}</p>
        <Form
          action="/change-password"
          inputs={[current, newPassword]}
          submit={t('修改密码')}
          deps={deps}
          {...(back !== undefined && { back })}
        />
      </>
    ),
  )(deps, request)
}

function Form(props: {
  readonly action: string
  readonly inputs: readonly Input[]
  readonly submit: string
  readonly deps: PortalDeps
  readonly back?: string
}) {
  const { reply } = usePage()
  return (
    <form method="post" action={props.action}>
      {/* The key of a refused try is spent only by success, so the typed form keeps it. */}
      <input type="hidden" name="_key" value={reply?.values['_key'] ?? props.deps.newKey()} />
      {props.back === undefined ? null : <input type="hidden" name="_back" value={props.back} />}
      {props.inputs.map((input) => (
        <Field key={input.name} {...input} />
      ))}
      <button className="primary" type="submit">
        {props.submit}
      </button>
    </form>
  )
}

function Field(props: Input) {
  const { t, reply } = usePage()
  const { name, help } = props
  const id = `f-${name}`
  const fault = reply?.fields.find(({ field }) => field === name)?.message
  const note = fault ?? (help === undefined ? undefined : t(help))
  return (
    <div className="field">
      <label htmlFor={id}>
        {t(props.title)}
        {props.optional ? t('（选填）') : null}
      </label>
      <input
        id={id}
        name={name}
        type={props.type ?? 'text'}
        required={props.optional !== true}
        maxLength={props.maxLength}
        autoComplete={props.complete}
        autoCapitalize="none"
        spellCheck={false}
        // What was secret is typed again; it is not sent back in a page.
        defaultValue={props.type === 'password' ? undefined : (reply?.values[name] ?? '')}
        aria-invalid={fault === undefined ? undefined : true}
        aria-describedby={note === undefined ? undefined : `h-${name}`}
      />
      {note === undefined ? null : (
        <p id={`h-${name}`} className="quiet">
          {note}
        </p>
      )}
    </div>
  )
}

function Select(props: {
  readonly name: string
  readonly title: string
  readonly options: readonly { readonly value: string; readonly title: string }[]
  readonly optional?: true
}) {
  const { t, reply } = usePage()
  const id = `f-${props.name}`
  return (
    <div className="field">
      <label htmlFor={id}>
        {props.title}
        {props.optional ? t('（选填）') : null}
      </label>
      <select
        id={id}
        name={props.name}
        required={props.optional !== true}
        defaultValue={reply?.values[props.name] ?? ''}
      >
        <option value="">{t('请选择')}</option>
        {props.options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
    </div>
  )
}

const orgName: Input = {
  name: 'name',
  title: '单位名称',
  help: '与营业执照或法人证书一致。',
  complete: 'organization',
  maxLength: 100,
}
const creditCode: Input = {
  name: 'creditCode',
  title: '统一社会信用代码',
  help: '18 位；个人和境外单位不填。',
  complete: 'off',
  maxLength: 30,
  optional: true,
}
const registrationNo: Input = {
  name: 'registrationNo',
  title: '境外登记号码',
  help: '中国内地以外的单位填写当地登记机关的号码；内地单位不填。',
  complete: 'off',
  maxLength: 60,
  optional: true,
}
const address: Input = {
  name: 'address',
  title: '地址',
  complete: 'street-address',
  maxLength: 200,
  optional: true,
}

function OrganisationForm({ deps }: { readonly deps: PortalDeps }) {
  const { t, word, lang, reply } = usePage()
  const regions = deps.regions.map(({ code, name }) => ({ value: code, title: name[lang] }))
  return (
    <form method="post" action="/do/organisation.register">
      <input type="hidden" name="_key" value={reply?.values['_key'] ?? deps.newKey()} />
      <input type="hidden" name="_back" value="/register/organisation" />
      <p className="quiet">{t('登记后由主管单位核验；核验前可以存草稿，不能发布和洽谈。')}</p>
      <Select
        name="kind"
        title={t('单位类型')}
        options={kinds.map((kind) => ({ value: kind, title: word(kind) }))}
      />
      <Field {...orgName} />
      <Select
        name="country"
        title={t('注册地或国籍')}
        options={Object.keys(COUNTRIES).map((code) => ({ value: code, title: countryName(code, lang) }))}
        optional
      />
      <Field {...creditCode} />
      <Field {...registrationNo} />
      <Select name="region" title={t('所在县（市、区）')} options={regions} optional />
      <Field {...address} />
      <button className="primary" type="submit">
        {t('登记单位')}
      </button>
    </form>
  )
}

/** What is asked, why, and for how long, before it is given (PIPL 17). */
function Privacy() {
  const { t } = usePage()
  return (
    <p className="quiet">
      {t(
        '姓名和手机号只用于登录、联系和办事留痕，保存到您注销账号为止；您可以随时在“我的个人信息”中查看、更正、下载和删除。',
      )}
    </p>
  )
}

/** Ways in for a visitor on a page that is for people signed in. */
export function SignInFirst({ back }: { readonly back: string }) {
  const { t } = usePage()
  return (
    <>
      <p>{t('请先登录或注册，再办理此事。')}</p>
      <ul className="chips">
        <li>
          <A to={`/sign-in?back=${encodeURIComponent(back)}`}>{t('登录')}</A>
        </li>
        <li>
          <A to="/register">{t('注册账号')}</A>
        </li>
      </ul>
    </>
  )
}

const ways = {
  'sign-in': { to: '/sign-in', title: '已有账号，去登录' },
  register: { to: '/register', title: '注册账号' },
  reset: { to: '/reset-password', title: '找回密码' },
  invitation: { to: '/invitation', title: '我有邀请码' },
  workbench: { to: '/app/', title: '以后再说，进入工作台' },
} as const

/** Ways on from a page about accounts. */
export function Ways(props: { readonly ways: readonly (keyof typeof ways)[] }) {
  const { t } = usePage()
  return (
    <ul className="chips">
      {props.ways.map((way) => (
        <li key={way}>
          <A to={ways[way].to}>{t(ways[way].title)}</A>
        </li>
      ))}
    </ul>
  )
}
