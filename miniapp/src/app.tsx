import type { PropsWithChildren } from 'react'
import { BagProvider } from './features/bag/bag-context.tsx'
import { ChosenMarketProvider } from './features/markets/chosen-market.tsx'
import { watchLostParts } from './platform/lost-part.ts'
import { TypeSizeProvider } from './ui/type-size.tsx'
import './app.scss'

watchLostParts()

export default function App({ children }: PropsWithChildren) {
  return (
    <TypeSizeProvider>
      <ChosenMarketProvider>
        <BagProvider>{children}</BagProvider>
      </ChosenMarketProvider>
    </TypeSizeProvider>
  )
}
