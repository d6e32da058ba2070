import { View } from '@tarojs/components'
import type { PublicMarketHome } from '@smart-market/shared/contracts/public.ts'
import { openPage } from '../../platform/navigation.ts'
import { dial } from '../../platform/system.ts'
import { guideText } from '../../text-guide.ts'
import { text } from '../../text.ts'
import { Card } from '../../ui/card.tsx'
import { Cell } from '../../ui/cell.tsx'
import { Icon } from '../../ui/icon.tsx'
import { SearchEntry } from '../../ui/search-bar.tsx'
import { Tap } from '../../ui/tap.tsx'
import { homeView, type HomeView } from './home-view.ts'
import { Introduction } from './introduction.tsx'
import { Notices } from './notices.tsx'

const Hero = ({ market }: { market: PublicMarketHome }) => (
  <View className="hero">
    <View className="hero__line">
      <View className="hero__name" role="heading" aria-level="1">
        {market.name}
      </View>
      <Tap id="switch-market" className="hero__switch" onTap={() => openPage('markets')}>
        {text.home.switchMarket}
      </Tap>
    </View>
    {market.openingHours !== '' && (
      <View className="hero__fact">
        <Icon name="clock" />
        <View>{`${text.home.openingHours} ${market.openingHours}`}</View>
      </View>
    )}
    {market.address !== '' && (
      <View className="hero__fact">
        <Icon name="pin" />
        <View>{market.address}</View>
      </View>
    )}
    {market.demo && <View className="hero__demo">{text.demo}</View>}
  </View>
)

const Figures = ({ figures }: { figures: HomeView['figures'] }) => (
  <View className="figures">
    {figures.map(({ name, value, unit, note }) => (
      <View key={name} className="figure">
        <View className="figure__name">{name}</View>
        <View className="figure__value">
          {value}
          {unit !== '' && <View className="figure__unit">{unit}</View>}
        </View>
        <View className="figure__note">{note}</View>
      </View>
    ))}
  </View>
)

const Guides = ({ marketCode, guides }: { marketCode: string; guides: HomeView['guides'] }) => (
  <Card title={text.home.guides} note={text.home.guidesNote}>
    {guides.rows.length === 0 && <View className="card__empty">{text.home.noGuides}</View>}
    {guides.rows.map(({ name, price, note }) => (
      <Cell
        key={name}
        title={name}
        note={note}
        value={<View className="strong">{price}</View>}
        onTap={() => openPage('goods', { market: marketCode, q: name })}
      />
    ))}
  </Card>
)

const Zones = ({ marketCode, zones }: { marketCode: string; zones: HomeView['zones'] }) => (
  <Card title={text.home.zones}>
    <View className="zones">
      {zones.map(({ zoneId, name, note }) => (
        <Tap
          key={zoneId}
          className="zone"
          role="link"
          label={`${name}，${note}`}
          onTap={() => openPage('stalls', { market: marketCode, zone: zoneId })}
        >
          <View className="zone__name">{name}</View>
          <View className="zone__note">{note}</View>
        </Tap>
      ))}
    </View>
  </Card>
)

const Ranking = ({ marketCode, ranking }: { marketCode: string; ranking: HomeView['ranking'] }) => (
  <Card title={text.home.ranking} note={text.home.rankingNote}>
    {ranking.rows.length === 0 && <View className="card__empty">{text.home.rankingEmpty}</View>}
    <View className="rows">
      {ranking.rows.map(({ place, stallCode, merchantName, count }) => (
        <Cell
          key={stallCode}
          lead={<View className={`rank ${place <= 3 ? 'rank--top' : ''}`}>{place}</View>}
          title={merchantName}
          note={stallCode}
          value={<View className="strong">{count}</View>}
          label={`${text.home.rank(place)}，${merchantName}，${stallCode}，${count}`}
          onTap={() => openPage('stall', { market: marketCode, stall: stallCode })}
        />
      ))}
    </View>
    <View className="card__foot">{ranking.foot}</View>
  </Card>
)

const Contact = ({ phone }: { phone: string }) => (
  <Card>
    <Cell
      id="dial"
      lead={<Icon name="phone" />}
      title={phone}
      note={text.home.phone}
      label={text.home.dial(phone)}
      onTap={() => dial(phone)}
    />
  </Card>
)

export const MarketHome = ({ market, now }: { market: PublicMarketHome; now: Date }) => {
  const view = homeView(market, now)
  return (
    <View className="home">
      <Hero market={market} />
      <View className="home__search">
        <SearchEntry
          placeholder={text.home.search}
          onTap={() => openPage('stalls', { market: market.code, focus: 'search' })}
        />
      </View>
      <Card>
        <Cell
          id="browse-goods"
          lead={<Icon name="basket" />}
          title={text.home.goods}
          note={text.home.goodsNote}
          onTap={() => openPage('goods', { market: market.code })}
        />
        <Cell
          id="open-map"
          lead={<Icon name="pin" />}
          title={guideText.openMap}
          note={guideText.openMapNote}
          onTap={() => openPage('map', { market: market.code })}
        />
      </Card>
      <Figures figures={view.figures} />
      <Guides marketCode={market.code} guides={view.guides} />
      {view.zones.length > 0 && <Zones marketCode={market.code} zones={view.zones} />}
      <Notices marketCode={market.code} notices={view.notices} />
      <Ranking marketCode={market.code} ranking={view.ranking} />
      {market.introduction !== '' && <Introduction words={market.introduction} />}
      {view.honours.length > 0 && (
        <Card title={text.home.honours}>
          {view.honours.map(({ title, note }) => (
            <Cell key={title} lead={<Icon name="medal" />} title={title} note={note} />
          ))}
        </Card>
      )}
      {market.phone !== '' && <Contact phone={market.phone} />}
      <View className="as-of">{view.asOf}</View>
    </View>
  )
}
