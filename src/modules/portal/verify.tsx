import { dateTime } from '#platform/text/format.ts'
import { A, speech, usePage, type Page } from '#web/portal/page.tsx'
import type { NoticeView } from '#platform/notice/view.ts'
import type { LeafProof, LogView, PageRequest, PortalDeps } from './deps.ts'

/** `/verify`: looks a leaf hash up in the evidence log, shows the proof, and checks it in the browser on a click. */
export async function verifyPage(deps: PortalDeps, request: PageRequest): Promise<Page> {
  const { t } = speech(request.lang)
  const leaf = (request.query.get('leaf') ?? '').trim().toLowerCase()
  const isHash = /^[0-9a-f]{64}$/.test(leaf)
  const id = request.query.get('notice') ?? ''
  const notice = /^[0-9a-z]{1,40}$/.test(id) ? await deps.notice(id) : null
  const [log, proof] = await Promise.all([deps.log(), isHash ? deps.leafProof(leaf, request) : null])
  const title = t('核验存证')
  return {
    status: 200,
    title,
    description: t('凭回执或叶子哈希，核对一条记录是否在存证公示账里、有没有被改过。'),
    crumbs: [{ title }],
    canonical: `${request.origin}/verify`,
    body: (
      <>
        <Ask leaf={leaf} log={log} />
        {leaf === '' ? null : isHash && proof !== null ? (
          <Found proof={proof} />
        ) : (
          <Unknown isHash={isHash} />
        )}
        {notice === null ? null : <OfNotice notice={notice} />}
        <InBrowser asked={notice !== null ? `notice:${notice.id}` : isHash && proof !== null ? leaf : ''} />
        <ByHand
          origin={request.origin}
          asked={notice !== null ? `/notices/${notice.id}` : isHash ? `/verify?leaf=${leaf}` : ''}
        />
      </>
    ),
  }
}

function Ask({ leaf, log }: { readonly leaf: string; readonly log: LogView }) {
  const { t } = usePage()
  return (
    <section className="card">
      <h1>{t('核验存证')}</h1>
      <p>
        {t(
          '平台上每一次办理都在提交的同时写下一条存证，并在一分钟内编入存证公示账。账只能往后加，改动、删除、倒签任何一条，账的根就对不上，任何人都能发现。',
        )}
      </p>
      <form method="get" action="/verify">
        <p className="field">
          <label htmlFor="f-leaf">{t('叶子哈希（64 位，印在公示、回执和证书上）')}</label>
          <input
            id="f-leaf"
            name="leaf"
            defaultValue={leaf}
            maxLength={64}
            spellCheck={false}
            autoComplete="off"
          />
        </p>
        <button className="primary" type="submit">
          {t('查询')}
        </button>
      </form>
      <dl className="facts">
        <Fact title={t('账名')}>{log.origin}</Fact>
        <Fact title={t('已编入')}>{t('{size} 条', { size: log.size })}</Fact>
        <Fact title={t('最近检查点')}>{log.at === null ? t('还没有') : dateTime(log.at)}</Fact>
        <Fact title={t('见证人')}>
          {log.witnesses.length > 0
            ? log.witnesses.join(', ')
            : t('没有独立见证人：目前只能证明账自身前后一致，不能证明平台没有给不同的人看不同的账。')}
        </Fact>
      </dl>
    </section>
  )
}

function Fact(props: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{props.title}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}

function Unknown({ isHash }: { readonly isHash: boolean }) {
  const { t } = usePage()
  return (
    <div className="alert" role="alert" tabIndex={-1} data-focus>
      <strong>{t('没有查到')}</strong>
      <p>
        {isHash
          ? t('存证公示账里没有这个叶子哈希，请核对是否抄全。')
          : t('叶子哈希是 64 位的数字和小写字母 a 到 f，请核对是否抄全。')}
      </p>
    </div>
  )
}

function Found({ proof }: { readonly proof: LeafProof }) {
  const { t } = usePage()
  if (proof.index === null)
    return (
      <p className="note" role="status">
        {t('平台在 {at} 收到这条记录，正在编入存证公示账，请一分钟后再查。', { at: dateTime(proof.at) })}
      </p>
    )
  return (
    <section className="card">
      <h2>{t('这条记录在存证公示账里')}</h2>
      <dl className="facts">
        <Fact title={t('记录时间')}>{dateTime(proof.at)}</Fact>
        <Fact title={t('位置')}>
          {t('{size} 条中的第 {index} 条（从 0 数起）', { size: proof.size, index: proof.index })}
        </Fact>
      </dl>
      <details>
        <summary>{t('看证明的原文')}</summary>
        <h3>{t('记录的内容（个人信息和办理内容只留加盐的承诺）')}</h3>
        <pre className="scroll" tabIndex={0}>
          {proof.entry}
        </pre>
        <h3>{t('签名的检查点')}</h3>
        <pre className="scroll" tabIndex={0}>
          {proof.checkpoint}
        </pre>
        <h3>{t('从记录到根的路径')}</h3>
        <pre className="scroll" tabIndex={0}>
          {proof.path.join('\n')}
        </pre>
      </details>
    </section>
  )
}

/** Which notice is verified: its text, its versions and its time, each against the log. */
function OfNotice({ notice }: { readonly notice: NoticeView }) {
  const { t } = usePage()
  return (
    <section className="card">
      <h2>{t('核验一期公示')}</h2>
      <p>
        <A to={`/notices/${notice.id}`}>
          <span lang="zh-CN">{notice.name}</span>
        </A>
      </p>
      <p>{t('逐版核对：公示的文字、每次更正、开始和结束的时间，都要与存证公示账里的一致。')}</p>
    </section>
  )
}

/** Hidden until the script is there; without JavaScript the command line below does the same. */
function InBrowser({ asked }: { readonly asked: string }) {
  const { t, assets, isStatic } = usePage()
  if (isStatic) return null
  return (
    <section className="card">
      <h2>{t('在自己的浏览器里核验')}</h2>
      <p>{t('由您的浏览器重新计算，不必相信平台给出的结论。')}</p>
      <button className="primary" type="button" data-load={assets.verify} hidden>
        {t('开始核验')}
      </button>
      <noscript>
        <p className="quiet">{t('这需要浏览器运行脚本；也可以用下面的命令行核验。')}</p>
      </noscript>
      <div data-verifier={asked} />
      <div data-verifier-panel hidden>
        <p className="field">
          <label htmlFor="f-evidence">{t('粘贴回执、证明或叶子哈希')}</label>
          <textarea id="f-evidence" rows={4} data-evidence spellCheck={false} />
        </p>
        <p className="field">
          <label htmlFor="f-evidence-file">{t('或打开文件')}</label>
          <input id="f-evidence-file" type="file" accept=".json,.txt" data-evidence-file />
        </p>
        <button type="button" data-evidence-check>
          {t('核验')}
        </button>
      </div>
    </section>
  )
}

function ByHand({ origin, asked }: { readonly origin: string; readonly asked: string }) {
  const { t } = usePage()
  return (
    <section className="card">
      <h2>{t('用命令行核验')}</h2>
      <p>{t('核验工具不含平台的任何代码，只需 Node.js 24 和源代码里的 src/verify 文件夹：')}</p>
      <pre
        className="scroll"
        tabIndex={0}
      >{`node src/verify/cli.ts verify ${origin}${asked}\nnode src/verify/cli.ts verify receipt.json --url ${origin}`}</pre>
      <p>
        {t('公示账按 C2SP tlog-tiles 公开：')}
        <A to="/log/checkpoint">/log/checkpoint</A> · <A to="/log/keys">/log/keys</A> ·{' '}
        <code>/log/tile/…</code>
      </p>
    </section>
  )
}
