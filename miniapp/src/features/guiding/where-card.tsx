import { Input, View } from '@tarojs/components'
import { useState } from 'react'
import type { PublicPlan } from '@smart-market/shared/contracts/wayfinding.ts'
import { canScan, scanCode } from '../../platform/scan.ts'
import { guideText } from '../../text-guide.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { spokenName } from '../../ui/spoken-name.ts'
import { Tap } from '../../ui/tap.tsx'
import { cleanStallNumber, readStallCode } from '../scan/stall-address.ts'
import type { BeaconUse } from './use-beacons.ts'
import { spotOf } from './plan-spots.ts'
import type { PositionUse } from './use-position.ts'

const agoText = (seconds: number): string =>
  seconds < 90 ? guideText.secondsAgo(seconds) : guideText.minutesAgo(Math.round(seconds / 60))

interface WhereCardProps {
  readonly plan: PublicPlan
  readonly position: PositionUse
  readonly beacons: BeaconUse
}

/** Where the shopper stands, with its age, and how to say it anew. */
export const WhereCard = ({ plan, position, beacons }: WhereCardProps) => {
  const [open, setOpen] = useState(false)
  const { standing, shown } = position
  const start = plan.start?.name ?? guideText.entrance
  const words =
    shown === null
      ? guideText.fromStart(start)
      : standing?.stallCode && shown.fix.source === 'scan'
        ? shown.state === 'now'
          ? guideText.youAreAt(standing.stallCode)
          : guideText.youWereAt(standing.stallCode, agoText(shown.ageSeconds))
        : shown.text
  return (
    <Card>
      <View className="where">
        <View className="where__words">
          <View className="fact__name">{guideText.from}</View>
          <View id="where" className="where__now" role="status">
            {words}
          </View>
        </View>
        <Tap id="where-change" className="map__key map__key--wide" chosen={open} onTap={() => setOpen(!open)}>
          {open ? guideText.close : guideText.change}
        </Tap>
      </View>
      {beacons.state === 'failed' && <NoticeBar tone="warn" text={guideText.beaconsFailed} />}
      {open && <WhereForm plan={plan} position={position} beacons={beacons} onDone={() => setOpen(false)} />}
    </Card>
  )
}

const WhereForm = ({ plan, position, beacons, onDone }: WhereCardProps & { onDone: () => void }) => {
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const standAt = (stallCode: string) => {
    const spot = spotOf(plan, stallCode)
    if (spot === null) return setProblem(guideText.notOnPlan(stallCode))
    position.at(stallCode, spot)
    onDone()
  }
  const useTyped = () => {
    const clean = cleanStallNumber(typed)
    const whole = readStallCode(clean)
    if (clean === '') return setProblem(guideText.blank)
    standAt(whole?.marketCode === plan.marketCode ? whole.stallCode : clean)
  }
  const scan = async () => {
    try {
      const scanned = await scanCode()
      if (scanned === null) return
      const address = readStallCode(scanned)
      if (address === null) setProblem(guideText.notAStall)
      else if (address.marketCode !== plan.marketCode) setProblem(guideText.otherMarket)
      else standAt(address.stallCode)
    } catch {
      setProblem(guideText.cameraFailed)
    }
  }
  const reset = () => {
    beacons.stop()
    position.forget()
    onDone()
  }
  return (
    <View className="where__form">
      <View className="card__note">{guideText.whereNote}</View>
      {canScan && <Button id="scan-here" text={guideText.scanHere} onTap={() => void scan()} />}
      <View className="field">
        <View className="field__name">{guideText.typeHere}</View>
        <Input
          id="stall-here"
          className="field__input"
          value={typed}
          {...spokenName(guideText.typeHere)}
          maxlength={40}
          confirmType="done"
          onInput={(event) => setTyped(event.detail.value)}
          onConfirm={useTyped}
        />
      </View>
      {problem !== null && <NoticeBar tone="bad" text={problem} />}
      <Button id="use-stall-here" kind="plain" text={guideText.useTyped} onTap={useTyped} />
      {beacons.state !== 'none' && (
        <>
          <Button
            id="use-beacons"
            kind="plain"
            text={beacons.state === 'on' ? guideText.beaconsOff : guideText.useBeacons}
            onTap={beacons.state === 'on' ? beacons.stop : beacons.start}
          />
          <View className="card__note">{beacons.state === 'on' ? guideText.beaconsOn : guideText.useBeaconsNote}</View>
        </>
      )}
      {position.shown !== null && plan.start !== null && (
        <Button id="use-entrance" kind="plain" text={guideText.useStart(plan.start.name)} onTap={reset} />
      )}
    </View>
  )
}
