import { ScrollView, View } from '@tarojs/components'
import type { PublicMarketHome } from '@smart-market/shared/contracts/public.ts'
import { text } from '../../text.ts'
import { Tap } from '../../ui/tap.tsx'

interface ZoneChipsProps {
  readonly zones: PublicMarketHome['zones']
  /** Empty for all zones. */
  readonly chosen: string
  readonly onChoose: (zoneId: string) => void
}

export const ZoneChips = ({ zones, chosen, onChoose }: ZoneChipsProps) => (
  <ScrollView className="chips" scrollX enableFlex showScrollbar={false} aria-label={text.stalls.zones}>
    <View className="chips__row">
      {[{ zoneId: '', name: text.stalls.allZones }, ...zones].map(({ zoneId, name }) => (
        <Tap
          key={zoneId}
          id={`zone-${zoneId === '' ? 'all' : zoneId}`}
          className={`chip ${zoneId === chosen ? 'chip--chosen' : ''}`}
          chosen={zoneId === chosen}
          label={name}
          onTap={() => onChoose(zoneId)}
        >
          {name}
        </Tap>
      ))}
    </View>
  </ScrollView>
)
