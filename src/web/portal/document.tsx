import { renderToStaticMarkup } from 'react-dom/server'
import { Breadcrumb, Footer, InstanceBanner, SkipLink, TopBar } from './bars.tsx'
import { PageProvider, usePage, type Page, type PageContext } from './page.tsx'

/** The whole HTML document of a page. React escapes every text; nothing on the portal bypasses it but our own charts and the block of schema.org data. */
export function renderDocument(context: PageContext, page: Page): string {
  const html = renderToStaticMarkup(
    <PageProvider value={context}>
      <Document page={page} />
    </PageProvider>,
  )
  return `<!doctype html>${html}`
}

function Document({ page }: { readonly page: Page }) {
  const { lang, elder, site, assets, isStatic, crumbs } = { ...usePage(), crumbs: page.crumbs ?? [] }
  // A title of several children renders empty, so it is one string.
  const title = page.title === site.market ? page.title : `${page.title} - ${site.market}`
  return (
    <html lang={lang === 'en' ? 'en' : 'zh-CN'} data-elder={elder ? '' : undefined}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>{title}</title>
        <meta name="description" content={page.description} />
        {page.canonical === undefined ? (
          <meta name="robots" content="noindex" />
        ) : (
          <link rel="canonical" href={page.canonical} />
        )}
        {page.feeds === undefined || isStatic ? null : (
          <>
            <link rel="alternate" type="application/rss+xml" title={page.title} href={page.feeds.rss} />
            <link rel="alternate" type="application/feed+json" title={page.title} href={page.feeds.json} />
          </>
        )}
        <link rel="icon" href={assets.icon} type="image/svg+xml" />
        <link rel="stylesheet" href={assets.css} />
        <script src={assets.js} defer />
        {page.structured === undefined ? null : <StructuredData data={page.structured} />}
      </head>
      <body>
        <SkipLink />
        <InstanceBanner />
        <TopBar />
        <main id="main" className="wrap" tabIndex={-1}>
          {crumbs.length === 0 ? null : <Breadcrumb crumbs={crumbs} />}
          <Alert />
          {page.body}
        </main>
        <Footer />
      </body>
    </html>
  )
}

/**
 * A block of data, never run: JSON in which no sign can end the element. It needs no inline script of the content
 * security policy.
 */
function StructuredData({ data }: { readonly data: Readonly<Record<string, unknown>> }) {
  const json = JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  // oxlint-disable-next-line react/no-danger -- every sign that could leave the element is escaped above
  return <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: json }} />
}

/** Why the last submit was refused, first thing on the page; enhance.ts moves the focus here. */
function Alert() {
  const { reply, t } = usePage()
  if (reply === undefined) return null
  return (
    <div className="alert" role="alert" tabIndex={-1} data-focus>
      <strong>{t('没有提交成功')}</strong>
      <p>{reply.sentence}</p>
      {reply.fields.length === 0 ? null : (
        <ul>
          {reply.fields.map(({ field, message }) => (
            <li key={field}>
              <a href={`#f-${field}`}>{message}</a>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
