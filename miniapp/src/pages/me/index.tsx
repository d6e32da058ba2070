import { View } from '@tarojs/components'
import { useChosenMarket } from '../../features/markets/chosen-market.tsx'
import { openPage } from '../../platform/navigation.ts'
import { asksForPrivacy, openPrivacyContract } from '../../platform/privacy.ts'
import { caseText } from '../../text-cases.ts'
import { payText } from '../../text-pay.ts'
import { riderText } from '../../text-rider.ts'
import { text } from '../../text.ts'
import { Card } from '../../ui/card.tsx'
import { Cell } from '../../ui/cell.tsx'
import { guarded } from '../../ui/guarded.tsx'
import { Page } from '../../ui/page.tsx'
import { Tap } from '../../ui/tap.tsx'
import { useTypeSize } from '../../ui/type-size.tsx'

const words = text.me

const LargeTypeSwitch = () => {
  const { large, setLarge } = useTypeSize()
  const state = large ? words.on : words.off
  return (
    <Tap
      id="large-type"
      className="cell"
      role="switch"
      chosen={large}
      label={`${words.largeType}，${state}`}
      onTap={() => setLarge(!large)}
    >
      <View className="cell__words">
        <View className="cell__title">{words.largeType}</View>
        <View className="cell__note">{words.largeTypeNote}</View>
      </View>
      <View className="cell__value">{state}</View>
      <View className={`switch ${large ? 'switch--on' : ''}`}>
        <View className="switch__knob" />
      </View>
    </Tap>
  )
}

const Lines = ({ lines }: { lines: readonly string[] }) => (
  <View className="lines">
    {lines.map((line) => (
      <View key={line} className="lines__line">
        {line}
      </View>
    ))}
  </View>
)

function MePage() {
  const { market } = useChosenMarket()
  return (
    <Page title={words.title} tab="me" demo={market?.demo ?? false}>
      <Card>
        <LargeTypeSwitch />
        <Cell
          id="my-market"
          title={words.market}
          note={market?.name ?? words.noMarket}
          value={text.home.switchMarket}
          onTap={() => openPage('markets')}
        />
      </Card>
      <Card>
        <Cell id="my-orders" title={words.orders} note={words.ordersNote} onTap={() => openPage('orders')} />
        <Cell
          id="my-payments"
          title={payText.mine}
          note={payText.mineNote}
          onTap={() => openPage('payments', { market: market?.code })}
        />
        <Cell
          id="my-cases"
          title={caseText.mine}
          note={caseText.mineNote}
          onTap={() => openPage('cases', { market: market?.code })}
        />
        <Cell id="my-data" title={caseText.privacy} note={caseText.privacyNote} onTap={() => openPage('privacy')} />
        <Cell id="seller" title={words.seller} note={words.sellerNote} onTap={() => openPage('sellerToday')} />
        <Cell id="rider" title={riderText.entry} note={riderText.entryNote} onTap={() => openPage('riderParcels')} />
      </Card>
      <Card title={words.privacy}>
        <Lines lines={words.privacyLines} />
        {asksForPrivacy && (
          <Cell id="privacy-contract" title={words.contract} note={words.contractNote} onTap={openPrivacyContract} />
        )}
      </Card>
      <Card title={words.about}>
        <Lines lines={words.aboutLines} />
      </Card>
    </Page>
  )
}

export default guarded(MePage)
