import { RouterProvider } from '@tanstack/react-router'
import { QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider, Grid, type ThemeConfig } from 'antd'
import zhCN from 'antd/locale/zh_CN.js'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn.js'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { useLargeType } from './lib/preferences.ts'
import { createQueryClient } from './lib/query.ts'
import { createConsoleRouter } from './router.tsx'
import './styles.css'

dayjs.locale('zh-cn')
const router = createConsoleRouter()
const queryClient = createQueryClient(() => {
  const { pathname, searchStr } = router.state.location
  if (pathname !== '/login')
    void router.navigate({ to: '/login', search: pathname === '/' ? {} : { from: pathname + searchStr } })
})

/** antd's own look with one accent; its derived tints of so dark a green would be grey. */
const themeOf = (large: boolean, isNarrow: boolean): ThemeConfig => ({
  token: {
    colorPrimary: '#0b7a4b',
    colorLink: '#0b7a4b',
    colorLinkHover: '#0a9158',
    colorPrimaryBg: '#e6f4ec',
    colorPrimaryBgHover: '#d3ebdd',
    controlItemBgActive: '#e6f4ec',
    controlItemBgActiveHover: '#d3ebdd',
    // Darker than antd's own, so that text keeps a contrast of 4.5 to 1.
    colorTextPlaceholder: '#737373',
    colorTextDescription: 'rgb(0 0 0 / 65%)',
    colorTextTertiary: 'rgb(0 0 0 / 60%)',
    colorError: '#cf1322',
    fontSize: large ? 18 : 14,
    ...(large || isNarrow
      ? { controlHeight: large && isNarrow ? 44 : 40, controlHeightSM: large && isNarrow ? 40 : 34 }
      : {}),
  },
  components: {
    Descriptions: { labelColor: 'rgb(0 0 0 / 65%)' },
    Menu: { itemSelectedBg: '#e6f4ec' },
    Progress: { defaultColor: '#0b7a4b' },
  },
})

const Root = (): ReactNode => {
  const [large] = useLargeType()
  const isNarrow = Grid.useBreakpoint().md === false
  return (
    <ConfigProvider locale={zhCN} theme={themeOf(large, isNarrow)} button={{ autoInsertSpace: false }}>
      <App>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>
  )
}

const element = document.getElementById('root')
if (!element) throw new Error('index.html has no #root')
createRoot(element).render(
  <StrictMode>
    <Root />
  </StrictMode>,
)
