import type { PropsWithChildren } from 'react'
import { ChosenMarketProvider } from '@/features/markets/chosen-market'
import { TypeSizeProvider } from '@/ui/type-size'
import './app.scss'

export default function App({ children }: PropsWithChildren) {
  return (
    <TypeSizeProvider>
      <ChosenMarketProvider>{children}</ChosenMarketProvider>
    </TypeSizeProvider>
  )
}
