import { View } from '@tarojs/components'
import type { RouteAnswer } from '@smart-market/shared/contracts/wayfinding.ts'
import { openPage } from '../../platform/navigation.ts'
import { guideText } from '../../text-guide.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { Tap } from '../../ui/tap.tsx'
import type { WayState } from './use-way.ts'

type Step = RouteAnswer['legs'][number]['steps'][number]
type Found = Extract<WayState, { status: 'found' }>

interface WayCardProps {
  readonly marketCode: string
  readonly way: WayState
  readonly stepFree: boolean
  readonly onStepFree: (stepFree: boolean) => void
  readonly onStep: (step: Step) => void
  readonly onClear: () => void
}

const StepFree = ({ stepFree, onStepFree }: Pick<WayCardProps, 'stepFree' | 'onStepFree'>) => (
  <Tap
    id="step-free"
    className="cell"
    role="switch"
    chosen={stepFree}
    label={`${guideText.stepFree}，${guideText.stepFreeNote}`}
    onTap={() => onStepFree(!stepFree)}
  >
    <View className="cell__words">
      <View className="cell__title">{guideText.stepFree}</View>
      <View className="cell__note">{guideText.stepFreeNote}</View>
    </View>
    <View className={`switch ${stepFree ? 'switch--on' : ''}`}>
      <View className="switch__knob" />
    </View>
  </Tap>
)

const Head = ({ way }: { way: Found }) => {
  const { route, stops, missing } = way
  return (
    <>
      <View className="way__title" role="heading" aria-level="2">
        {guideText.routeTo(stops.map(({ stallCode }) => stallCode).join(' → '))}
      </View>
      <View className="way__length">
        {guideText.distance(String(Math.round(route.metres)), String(Math.max(1, route.minutes)))}
        {stops.length > 1 && `，${route.exact ? guideText.exact : guideText.good}`}
      </View>
      {route.schematic && <View className="card__note">{guideText.schematicNote}</View>}
      {route.unreachable.length > 0 && (
        <NoticeBar tone="warn" text={guideText.unreachable(route.unreachable.join('、'))} />
      )}
      {missing.length > 0 && <NoticeBar tone="warn" text={guideText.listMissing(missing.join('、'))} />}
    </>
  )
}

const Leg = ({
  leg,
  n,
  many,
  goods,
  onStep,
}: {
  leg: RouteAnswer['legs'][number]
  n: number
  many: boolean
  goods: readonly string[]
  onStep: (step: Step) => void
}) => (
  <View className="way__leg">
    {many && <View className="way__stop">{guideText.leg(n, leg.stallCode)}</View>}
    {goods.length > 0 && <View className="way__goods">{guideText.listStop(leg.stallCode, goods.join('、'))}</View>}
    {leg.steps.map((step, i) => (
      <Tap key={i} className="way__step" label={guideText.step(i + 1, step.text)} onTap={() => onStep(step)}>
        <View className="way__number" aria-hidden="true">
          {i + 1}
        </View>
        <View className="way__words">{step.text}</View>
      </Tap>
    ))}
  </View>
)

/** The way in words; each step can be looked at on the map. */
export const WayCard = ({ marketCode, way, stepFree, onStepFree, onStep, onClear }: WayCardProps) => {
  if (way.status === 'none') return null
  return (
    <Card>
      {way.status === 'working' && (
        <View className="way__length" role="status">
          {guideText.working}
        </View>
      )}
      {way.status === 'refused' && <NoticeBar tone="bad" text={way.message} />}
      {way.status === 'found' && <Head way={way} />}
      <StepFree stepFree={stepFree} onStepFree={onStepFree} />
      {way.status === 'found' && (
        <View className="way__steps" aria-label={guideText.steps}>
          {way.route.legs.map((leg, i) => (
            <Leg
              key={leg.stallCode}
              leg={leg}
              n={i + 1}
              many={way.route.legs.length > 1}
              goods={way.stops[i]?.goods ?? []}
              onStep={onStep}
            />
          ))}
        </View>
      )}
      <View className="way__keys">
        {way.status === 'found' && way.stops.length === 1 && (
          <Button
            id="open-stall"
            kind="plain"
            text={guideText.openStall(way.stops[0]?.stallCode ?? '')}
            onTap={() => openPage('stall', { market: marketCode, stall: way.stops[0]?.stallCode ?? '' })}
          />
        )}
        <Button id="clear-way" kind="plain" text={guideText.clear} onTap={onClear} />
      </View>
    </Card>
  )
}
