import { openPage } from '../../platform/navigation.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'

/** A page about a market, opened by a phone that has not chosen one yet. */
export const NoMarket = ({ title }: { title: string }) => (
  <Page title={title}>
    <Empty
      title={text.stalls.missingMarket}
      action={<Button id="to-markets" text={text.markets.title} onTap={() => openPage('markets')} />}
    />
  </Page>
)
