import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider, type ConfigProviderProps } from 'antd'
import zhModule from 'antd/es/locale/zh_CN.js'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { ApiError } from './api.ts'
import { Pages } from './routes.tsx'
import { noteFailure, noteSuccess } from './shell/connection.ts'
import { useElder } from './shell/elder.ts'
import { themeOf } from './theme.ts'

/** The file is an ES module, but antd's package says CommonJS, so the compiler sees one `default` too many. */
const zhCN = zhModule as unknown as NonNullable<ConfigProviderProps['locale']>

/** Tries again only what may pass by itself, twice; a refusal is an answer. */
const mayPass = (count: number, error: unknown) => error instanceof ApiError && error.passing && count < 2

const client = new QueryClient({
  queryCache: new QueryCache({ onError: noteFailure, onSuccess: noteSuccess }),
  mutationCache: new MutationCache({ onError: noteFailure, onSuccess: noteSuccess }),
  defaultOptions: { queries: { retry: mayPass, staleTime: 10_000 }, mutations: { retry: false } },
})

const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''

/**
 * Dialogs and lists open here and not in the body: for the body antd locks scrolling with a style element
 * that carries no nonce, which the content security policy refuses.
 */
const overlays = document.getElementById('overlays') ?? document.body

function Workbench() {
  const [elder, setElder] = useElder()
  return (
    <ConfigProvider
      locale={zhCN}
      theme={themeOf(elder)}
      csp={{ nonce }}
      getPopupContainer={() => overlays}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <App>
        <BrowserRouter basename="/app">
          <Pages elder={elder} setElder={setElder} />
        </BrowserRouter>
      </App>
    </ConfigProvider>
  )
}

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <QueryClientProvider client={client}>
      <Workbench />
    </QueryClientProvider>,
  )
}
