import type { PropsWithChildren } from 'react'
import { ChosenMarketProvider } from './features/markets/chosen-market.tsx'
import { TypeSizeProvider } from './ui/type-size.tsx'
import './app.scss'

export default function App({ children }: PropsWithChildren) {
  return (
    <TypeSizeProvider>
      <ChosenMarketProvider>{children}</ChosenMarketProvider>
    </TypeSizeProvider>
  )
}
