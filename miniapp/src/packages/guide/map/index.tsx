import { View } from '@tarojs/components'
import { useMemo, useState } from 'react'
import type { PublicPlan } from '@smart-market/shared/contracts/wayfinding.ts'
import { useBag } from '../../../features/bag/bag-context.tsx'
import { wishOf, type Wish } from '../../../features/guiding/find-way.ts'
import { ListForm, PlaceFinder } from '../../../features/guiding/place-finder.tsx'
import { frameAround, type Frame } from '../../../features/guiding/plan-picture.ts'
import { PlanMap, type MapFocus } from '../../../features/guiding/plan-map.tsx'
import { useBeacons } from '../../../features/guiding/use-beacons.ts'
import { usePlan, type From, type PhoneGuide } from '../../../features/guiding/use-guide.ts'
import { usePosition, type PositionUse } from '../../../features/guiding/use-position.ts'
import { useWay, type WayState } from '../../../features/guiding/use-way.ts'
import { WayCard } from '../../../features/guiding/way-card.tsx'
import { WhereCard } from '../../../features/guiding/where-card.tsx'
import { useChosenMarket } from '../../../features/markets/chosen-market.tsx'
import { NoMarket } from '../../../features/markets/no-market.tsx'
import { KeptNotice } from '../../../features/reading/kept-notice.tsx'
import { useSettled } from '../../../features/reading/use-settled.ts'
import { numberText, whenText } from '../../../features/reading/words.ts'
import { openTab, scrollToTop, usePageParams } from '../../../platform/navigation.ts'
import { guideText } from '../../../text-guide.ts'
import { text } from '../../../text.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Cell } from '../../../ui/cell.tsx'
import { guarded } from '../../../ui/guarded.tsx'
import { Page } from '../../../ui/page.tsx'
import { SearchBar } from '../../../ui/search-bar.tsx'
import { QueryView } from '../../../ui/states.tsx'
import { Tag } from '../../../ui/tag.tsx'

/** A step or a stall is shown with this much around it, metres. */
const closeUp = 18
const around = (x: number, y: number): Frame => [x - closeUp / 2, y - closeUp / 2, closeUp, closeUp]

const fromOf = ({ standing }: PositionUse): From => {
  const fix = standing?.state.fix
  if (!fix) return null
  return standing.stallCode !== null && fix.source === 'scan'
    ? { stallCode: standing.stallCode }
    : { levelId: fix.levelId, x: fix.at[0], y: fix.at[1] }
}

/** Follows the way until the shopper looks elsewhere: its first level is shown, framed. */
const useLook = (plan: PublicPlan, way: WayState) => {
  const [asked, setAsked] = useState<(MapFocus & { readonly way: WayState }) | null>(null)
  const first = way.status === 'found' ? way.route.legs[0]?.lines[0]?.levelId : undefined
  const ground = [...plan.levels].sort((a, b) => Math.abs(a.ordinal) - Math.abs(b.ordinal))[0]?.levelId ?? ''
  const own = asked !== null && asked.way === way ? asked : null
  const levelId = own?.levelId ?? first ?? asked?.levelId ?? plan.start?.levelId ?? ground
  const routeFocus = useMemo(() => {
    const frame = way.status === 'found' ? frameAround(way.route, levelId) : null
    return frame === null ? null : { levelId, frame, asked: 0 }
  }, [way, levelId])
  return {
    levelId,
    focus: own?.frame ? own : routeFocus,
    look: (level: string, x: number, y: number) =>
      setAsked({ levelId: level, frame: around(x, y), asked: (asked?.asked ?? 0) + 1, way }),
    lookAtLevel: (level: string) => {
      const whole = way.status === 'found' ? frameAround(way.route, level) : null
      const viewBox =
        plan.levels
          .find((one) => one.levelId === level)
          ?.viewBox.split(' ')
          .map(Number) ?? []
      const [x = 0, y = 0, width = 1, height = 1] = viewBox
      setAsked({ levelId: level, frame: whole ?? [x, y, width, height], asked: (asked?.asked ?? 0) + 1, way })
    },
  }
}

const Wishes = ({ marketCode, onWish }: { marketCode: string; onWish: (wish: Wish) => void }) => {
  const [bag] = useBag(marketCode)
  const stallCodes = bag.map(({ stallCode }) => stallCode)
  return (
    <>
      {stallCodes.length > 0 && (
        <Card>
          <Cell
            id="bag-tour"
            title={guideText.bagTour(numberText(stallCodes.length))}
            note={guideText.bagTourNote}
            onTap={() => onWish({ kind: 'stalls', stallCodes })}
          />
        </Card>
      )}
      <ListForm onWish={onWish} />
    </>
  )
}

const noGoals: ReadonlySet<string> = new Set()

const Guide = ({
  plan,
  guide,
  q,
  wish,
  onWish,
}: {
  plan: PublicPlan
  guide: PhoneGuide | null
  q: string
  wish: Wish | null
  onWish: (wish: Wish | null) => void
}) => {
  const [stepFree, setStepFree] = useState(false)
  const [now] = useState(() => new Date())
  const position = usePosition(plan.planId)
  const beacons = useBeacons(guide?.beacons, position.turn)
  const { way } = useWay(plan.marketCode, guide, wish, fromOf(position), stepFree)
  const { levelId, focus, look, lookAtLevel } = useLook(plan, way)
  const goals = useMemo(
    () => (way.status === 'found' ? new Set(way.stops.map(({ stallCode }) => stallCode)) : noGoals),
    [way],
  )
  const { shown } = position
  const point = useMemo(() => {
    if (shown === null) return plan.start === null ? null : { ...plan.start, radius: 0, fresh: true }
    const { fix, state } = shown
    return { levelId: fix.levelId, x: fix.at[0], y: fix.at[1], radius: fix.radius, fresh: state === 'now' }
  }, [shown, plan])
  if (q !== '') return <PlaceFinder marketCode={plan.marketCode} q={q} onWish={onWish} />
  return (
    <>
      <PlanMap
        plan={plan}
        levelId={levelId}
        onLevel={lookAtLevel}
        route={way.status === 'found' ? way.route : null}
        point={point}
        focus={focus}
        goals={goals}
        onStall={(stallCode) => onWish({ kind: 'stalls', stallCodes: [stallCode] })}
      >
        {plan.schematic && <Tag tone="warn" text={guideText.schematic} />}
        <View>
          {guideText.publishedAt(whenText(plan.publishedAt, now))}
          {plan.attribution !== null && ` · ${guideText.drawnBy(plan.attribution)}`}
        </View>
      </PlanMap>
      <WhereCard plan={plan} position={position} beacons={beacons} />
      <WayCard
        marketCode={plan.marketCode}
        way={way}
        stepFree={stepFree}
        onStepFree={setStepFree}
        onStep={({ levelId: level, x, y }) => {
          look(level, x, y)
          scrollToTop()
        }}
        onClear={() => onWish(null)}
      />
      {wish === null && <Wishes marketCode={plan.marketCode} onWish={onWish} />}
    </>
  )
}

/** `?market=CODE`, with `to=A-01,B-02`, `has=西红柿` or `list=西红柿,鸡蛋` to begin with a way. */
function MapPage() {
  const params = usePageParams()
  const { market: chosen } = useChosenMarket()
  const code = params.market ?? chosen?.code ?? null
  const [typed, setTyped] = useState('')
  const [wish, setWish] = useState<Wish | null>(() => wishOf(params))
  const q = useSettled(typed.trim())
  const { query, guide, reload } = usePlan(code)
  const onWish = (next: Wish | null) => {
    setTyped('')
    setWish(next)
  }
  if (code === null) return <NoMarket title={guideText.title} />
  return (
    <Page
      title={guideText.title}
      demo={query.status === 'data' ? query.data.data.demo : chosen?.code === code && (chosen?.demo ?? false)}
      pinned={
        query.status === 'data' && (
          <View className="finder finder--map">
            <SearchBar
              value={typed}
              placeholder={guideText.searchPlaceholder}
              label={guideText.searchLabel}
              onInput={setTyped}
            />
          </View>
        )
      }
    >
      <QueryView
        query={query}
        onRetry={reload}
        otherWay={<Button kind="plain" text={text.notice.others} onTap={() => openTab('home')} />}
      >
        {(kept) => (
          <>
            <KeptNotice kept={kept} onRetry={reload} />
            <Guide plan={kept.data} guide={guide} q={typed.trim() === '' ? '' : q} wish={wish} onWish={onWish} />
          </>
        )}
      </QueryView>
    </Page>
  )
}

export default guarded(MapPage)
