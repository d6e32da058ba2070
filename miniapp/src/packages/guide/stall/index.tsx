import { useState } from 'react'
import { useBag } from '../../../features/bag/bag-context.tsx'
import { lineCount } from '../../../features/bag/bag.ts'
import { StallGoods } from '../../../features/goods/stall-goods.tsx'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { useVisitedMarket } from '../../../features/markets/use-visited-market.ts'
import { saysWhatNext, useQuery } from '../../../features/reading/use-query.ts'
import { numberText } from '../../../features/reading/words.ts'
import { readStallCode } from '../../../features/scan/stall-address.ts'
import { StallRecords } from '../../../features/stalls/stall-records.tsx'
import { StallTrust } from '../../../features/stalls/stall-trust.tsx'
import { stallView } from '../../../features/stalls/stall-view.ts'
import { openPage, openTab, returnTo, usePageParams } from '../../../platform/navigation.ts'
import { client } from '../../../platform/request.ts'
import { caseText } from '../../../text-cases.ts'
import { guideText } from '../../../text-guide.ts'
import { payText } from '../../../text-pay.ts'
import { shopText } from '../../../text-shop.ts'
import { text } from '../../../text.ts'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Page } from '../../../ui/page.tsx'
import { QueryView } from '../../../ui/states.tsx'

const readStall = (params: { marketCode: string; stallCode: string }) => client.getPublicStall({ params })

/** `?market=CODE&stall=A-012`, or `q=` the printed address when WeChat itself scanned the stall's code. */
function StallPage() {
  const params = usePageParams()
  const { market: chosen } = useChosenMarket()
  const scanned = params.q === undefined ? null : readStallCode(params.q)
  const marketCode = scanned?.marketCode ?? params.market ?? chosen?.code ?? ''
  const stallCode = scanned?.stallCode ?? params.stall ?? ''
  useVisitedMarket(marketCode)
  const known = marketCode !== '' && stallCode !== ''
  const [bag] = useBag(marketCode)
  const kinds = lineCount(bag)
  const [now] = useState(() => new Date())
  const [query, retry] = useQuery(readStall, known ? { marketCode, stallCode } : null)
  return (
    <Page
      onPull={retry}
      title={known ? text.stall.title(stallCode) : text.stalls.title}
      demo={query.status === 'data' && query.data.demo}
      action={
        saysWhatNext(query)
          ? undefined
          : kinds > 0
            ? { text: shopText.goods.openBag(numberText(kinds)), onTap: () => openTab('bag') }
            : { text: text.stall.otherStalls, onTap: () => returnTo('stalls', { market: marketCode }) }
      }
    >
      <QueryView query={query} onRetry={retry}>
        {(stall) => (
          <StallRecords
            stall={stallView(stall, now)}
            after={<StallTrust marketCode={marketCode} stallCode={stallCode} />}
          >
            <Card>
              {stall.merchantName !== null && (
                <Cell
                  id="pay-here"
                  lead={<Icon name="scan" />}
                  title={payText.payHere}
                  note={payText.payHereNote}
                  onTap={() => openPage('pay', { market: marketCode, stall: stallCode })}
                />
              )}
              <Cell
                id="show-on-map"
                lead={<Icon name="pin" />}
                title={guideText.showOnMap}
                onTap={() => openPage('map', { market: marketCode, to: stallCode })}
              />
              <Cell
                id="complain"
                lead={<Icon name="alert" />}
                title={caseText.makeComplaint}
                note={caseText.makeComplaintNote}
                onTap={() => openPage('complain', { market: marketCode, stall: stallCode })}
              />
            </Card>
            <StallGoods marketCode={marketCode} stallCode={stallCode} />
          </StallRecords>
        )}
      </QueryView>
    </Page>
  )
}

export default guarded(StallPage)
