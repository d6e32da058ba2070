import { useChosenMarket } from '@/features/markets/chosen-market'
import { useQuery } from '@/features/reading/use-query'
import { readStallCode } from '@/features/scan/stall-address'
import { StallRecords } from '@/features/stalls/stall-records'
import { stallView } from '@/features/stalls/stall-view'
import { returnTo, usePageParams } from '@/platform/navigation'
import { client } from '@/platform/request'
import { text } from '@/text'
import { Page } from '@/ui/page'
import { Failure, QueryView } from '@/ui/states'
import { goBack } from '@/platform/navigation'

/** `?market=CODE&stall=A-012`, or `q=` the printed address when WeChat itself scanned the stall's code. */
export default function StallPage() {
  const params = usePageParams()
  const { market: chosen } = useChosenMarket()
  const scanned = params.q === undefined ? null : readStallCode(params.q)
  const marketCode = scanned?.marketCode ?? params.market ?? chosen?.code ?? ''
  const stallCode = scanned?.stallCode ?? params.stall ?? ''
  const known = marketCode !== '' && stallCode !== ''
  const [query, retry] = useQuery(known ? `${marketCode}/${stallCode}` : null, () =>
    client.getPublicStall({ params: { marketCode, stallCode } }),
  )
  if (!known) {
    return (
      <Page title={text.stalls.title}>
        <Failure message={text.scan.notAStall} onRetry={goBack} />
      </Page>
    )
  }
  return (
    <Page
      title={text.stall.title(stallCode)}
      demo={query.status === 'data' && query.data.demo}
      action={{ text: text.stall.otherStalls, onTap: () => returnTo('stalls', { market: marketCode }) }}
    >
      <QueryView query={query} onRetry={retry}>
        {(stall) => <StallRecords stall={stallView(stall, new Date())} />}
      </QueryView>
    </Page>
  )
}
