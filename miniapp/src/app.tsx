import type { PropsWithChildren } from 'react'
import { BagProvider } from './features/bag/bag-context.tsx'
import { ChosenMarketProvider } from './features/markets/chosen-market.tsx'
import { TypeSizeProvider } from './ui/type-size.tsx'
import './app.scss'

export default function App({ children }: PropsWithChildren) {
  return (
    <TypeSizeProvider>
      <ChosenMarketProvider>
        <BagProvider>{children}</BagProvider>
      </ChosenMarketProvider>
    </TypeSizeProvider>
  )
}
