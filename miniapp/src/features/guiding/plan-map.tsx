import { ScrollView, View } from '@tarojs/components'
import { useEffect, useMemo, useRef, useState, type PropsWithChildren } from 'react'
import type { PublicPlan, RouteAnswer } from '@smart-market/shared/contracts/wayfinding.ts'
import { measure, tappedAt } from '../../platform/measure.ts'
import { isH5, useDark } from '../../platform/system.ts'
import { guideText } from '../../text-guide.ts'
import { Tap } from '../../ui/tap.tsx'
import { useTypeSize } from '../../ui/type-size.tsx'
import {
  frameOf,
  levelPicture,
  palettes,
  pictureAddress,
  stallAt,
  wayPicture,
  type Frame,
  type Level,
  type ShownPoint,
} from './plan-picture.ts'
import { firstLook, showing, wholeScale, zoomed, type Size, type ViewWindow } from './view-window.ts'

/** Stall numbers on the map, CSS px. */
const usualType = 11
const largeType = 16
const windowId = 'map-window'
const sheetId = 'map-sheet'
const step = 1.7
/** Until the window is measured; a phone of 390 px. */
const usualWindow: Size = { width: 356, height: 340 }

export interface MapFocus {
  readonly levelId: string
  readonly frame: Frame
  /** Another number asks again for the same place. */
  readonly asked: number
}
interface PlanMapProps {
  readonly plan: PublicPlan
  readonly levelId: string
  readonly onLevel: (levelId: string) => void
  readonly route: RouteAnswer | null
  readonly point: (ShownPoint & { readonly levelId: string }) | null
  readonly focus: MapFocus | null
  readonly goals: ReadonlySet<string>
  readonly onStall: (stallCode: string) => void
}

const Levels = ({ plan, levelId, onLevel }: Pick<PlanMapProps, 'plan' | 'levelId' | 'onLevel'>) =>
  plan.levels.length < 2 ? null : (
    <View className="map__levels" aria-label={guideText.levels}>
      {[...plan.levels]
        .sort((a, b) => b.ordinal - a.ordinal)
        .map((level) => (
          <Tap
            key={level.levelId}
            id={`level-${level.levelId}`}
            className={`chip ${level.levelId === levelId ? 'chip--chosen' : ''}`}
            chosen={level.levelId === levelId}
            label={guideText.level(level.name)}
            onTap={() => onLevel(level.levelId)}
          >
            {level.name}
          </Tap>
        ))}
    </View>
  )

const Zoom = ({ onZoom, onWhole }: { onZoom: (factor: number) => void; onWhole: () => void }) => (
  <View className="map__zoom">
    <Tap id="zoom-in" className="map__key" label={guideText.zoomIn} onTap={() => onZoom(step)}>
      ＋
    </Tap>
    <Tap id="zoom-out" className="map__key" label={guideText.zoomOut} onTap={() => onZoom(1 / step)}>
      －
    </Tap>
    <Tap id="zoom-whole" className="map__key" label={guideText.wholeLabel} onTap={onWhole}>
      {guideText.whole}
    </Tap>
  </View>
)

/** Where the window looks; the finger moves it by scrolling, which is read when it is needed. */
const useViewWindow = (level: Level, focus: MapFocus | null, first: readonly [number, number] | null) => {
  const { large } = useTypeSize()
  const frame = frameOf(level)
  const [size, setSize] = useState<Size>(usualWindow)
  const [moved, setMoved] = useState<{ readonly key: string; readonly view: ViewWindow } | null>(null)
  const scrolled = useRef({ left: 0, top: 0 })
  useEffect(() => {
    void measure(windowId).then((box) => {
      if (box !== null && box.width > 0) setSize({ width: box.width, height: box.height })
    })
  }, [])
  const wish = focus !== null && focus.levelId === level.levelId ? focus : null
  const key = wish === null ? '' : `${wish.asked} ${wish.frame.join(' ')}`
  const looking = (): ViewWindow => {
    if (moved !== null && moved.key === key) return moved.view
    if (wish !== null) return nudged(showing(frame, size, wish.frame), wish.asked)
    return firstLook(frame, size, level.places[0]?.labelSize ?? 1, large ? largeType : usualType, first)
  }
  const view = looking()
  const move = (next: ViewWindow) => {
    scrolled.current = next
    setMoved({ key, view: nudged(next, view.left === next.left ? 1 : 0) })
  }
  return {
    frame,
    size,
    view,
    onScroll: (left: number, top: number) => (scrolled.current = { left, top }),
    zoom: (factor: number) => move(zoomed(frame, size, { scale: view.scale, ...scrolled.current }, factor)),
    whole: () => move({ scale: wholeScale(frame, size), left: 0, top: 0 }),
  }
}

/** WeChat ignores a wish that equals the one before, although the finger has moved the map since. */
const nudged = (view: ViewWindow, turn: number): ViewWindow => ({ ...view, left: view.left + (turn % 2) * 0.5 })

/** One level of the plan, with `children` about it below: scrolled by the finger, enlarged by keys, a tap on a stall chooses it. */
export const PlanMap = ({
  plan,
  levelId,
  onLevel,
  route,
  point,
  focus,
  goals,
  onStall,
  children,
}: PropsWithChildren<PlanMapProps>) => {
  const level = plan.levels.find((one) => one.levelId === levelId) ?? plan.levels[0]
  return level === undefined ? null : (
    <View className="map">
      <Levels plan={plan} levelId={level.levelId} onLevel={onLevel} />
      <LevelSheet key={level.levelId} {...{ level, route, point, focus, goals, onStall }}>
        {children}
      </LevelSheet>
    </View>
  )
}

type LevelSheetProps = Pick<PlanMapProps, 'route' | 'point' | 'focus' | 'goals' | 'onStall'> & { readonly level: Level }

const LevelSheet = ({ level, route, point, focus, goals, onStall, children }: PropsWithChildren<LevelSheetProps>) => {
  const here = point !== null && point.levelId === level.levelId ? point : null
  const { frame, size, view, onScroll, zoom, whole } = useViewWindow(level, focus, here && [here.x, here.y])
  const [width, height] = [Math.round(frame[2] * view.scale), Math.round(frame[3] * view.scale)]
  const choose = async (event: unknown) => {
    const at = await tappedAt(event, sheetId)
    if (at === null) return
    const stallCode = stallAt(level, frame[0] + at[0] * frame[2], frame[1] + at[1] * frame[3])
    if (stallCode !== null) onStall(stallCode)
  }
  const place = {
    width: `${width}px`,
    height: `${height}px`,
    marginLeft: `${Math.max(0, Math.floor((size.width - width) / 2))}px`,
    marginTop: `${Math.max(0, Math.floor((size.height - height) / 2))}px`,
  }
  // A large plan is a hundred kilobytes of text; it is written again only when it looks different.
  const colours = palettes[useDark() ? 'dark' : 'light']
  const drawn = useMemo(
    () => pictureAddress(levelPicture(level, view.scale, goals, colours)),
    [level, view.scale, goals, colours],
  )
  const way = useMemo(
    () => pictureAddress(wayPicture(level, view.scale, route, here, colours)),
    [level, view.scale, route, here, colours],
  )
  const stalls = level.places.filter(({ stallCode }) => stallCode !== null).length
  return (
    <View className="map__frame">
      <ScrollView
        id={windowId}
        className="map__window"
        scrollX
        scrollY
        scrollLeft={view.left}
        scrollTop={view.top}
        onScroll={({ detail }) => onScroll(detail.scrollLeft, detail.scrollTop)}
      >
        <View
          id={sheetId}
          className="map__sheet"
          style={{ ...place, backgroundImage: drawn }}
          role="img"
          {...(isH5 ? { tabIndex: 0 } : {})}
          aria-label={guideText.picture(level.name, String(stalls))}
          onClick={(event) => void choose(event)}
        >
          <View className="map__way" style={{ backgroundImage: way }} />
        </View>
      </ScrollView>
      <View className="map__foot">
        <View className="map__about">{children}</View>
        <Zoom onZoom={zoom} onWhole={whole} />
      </View>
    </View>
  )
}
