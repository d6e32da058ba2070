import { Input, View } from '@tarojs/components'
import { useState } from 'react'
import { ApiError } from '@smart-market/shared/client.ts'
import { openPage } from '../../platform/navigation.ts'
import { client } from '../../platform/request.ts'
import { canScan, scanCode } from '../../platform/scan.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useChosenMarket } from '../markets/chosen-market.tsx'
import {
  cleanStallNumber,
  readPriceTag,
  readSignedCode,
  readSlip,
  readStallCode,
  readTraceCode,
  type StallAddress,
} from './stall-address.ts'

const words = text.scan
const openStall = ({ marketCode, stallCode }: StallAddress) =>
  openPage('stall', { market: marketCode, stall: stallCode })

/** Both ways to a stall: its code, where there is a scanner, and its number, which always works. */
export const useStallFinder = () => {
  const { market } = useChosenMarket()
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string | null>(null)

  const byNumber = () => {
    const stallCode = cleanStallNumber(typed)
    const whole = readStallCode(stallCode)
    const here = market && stallCode !== '' ? { marketCode: market.code, stallCode } : null
    const address = whole !== null && whole.marketCode === market?.code ? whole : (here ?? whole)
    setProblem(address ? null : stallCode === '' ? words.blank : words.noMarket)
    if (address) openStall(address)
  }
  const openScanned = async (scanned: string) => {
    const traceCode = readTraceCode(scanned)
    if (traceCode !== null) return openPage('trace', { code: traceCode })
    const tag = readPriceTag(scanned)
    if (tag !== null) return openPage('goods', { market: tag.marketCode, listing: tag.listingId })
    const slip = readSlip(scanned)
    if (slip !== null) return openPage('slip', { market: slip.marketCode, sale: slip.saleId })
    const signed = readSignedCode(scanned)
    if (signed !== null) {
      // The stall's own code is for paying; who is paid stands above the amount.
      const { marketCode, stallCode } = await client.readPublicStallCode({ params: { code: signed } })
      return openPage('pay', { market: marketCode, stall: stallCode })
    }
    const address = readStallCode(scanned)
    setProblem(address ? null : words.notAStall)
    if (address) openStall(address)
  }
  const byCode = async () => {
    try {
      const scanned = await scanCode()
      if (scanned === null) return
      setProblem(null)
      await openScanned(scanned)
    } catch (failure) {
      setProblem(failure instanceof ApiError ? failure.message : words.cameraFailed)
    }
  }
  return { market, typed, setTyped, problem, byNumber, byCode: () => void byCode() }
}

export const ScanStall = ({ finder }: { finder: ReturnType<typeof useStallFinder> }) => {
  const { market, typed, setTyped, problem, byNumber } = finder
  return (
    <View className="scan">
      <View className="card scan__card">
        <View className="scan__picture">
          <Icon name="scan" />
        </View>
        <View className="scan__title">{canScan ? words.scanTitle : words.typeTitle}</View>
        <View className="scan__note">{canScan ? words.scanNote : words.typeNote}</View>
        {canScan && <View className="scan__or">{words.or}</View>}
        <Input
          id="stall-number"
          className="scan__input"
          value={typed}
          placeholder={words.placeholder}
          placeholderClass="search__placeholder"
          aria-label={words.typeTitle}
          maxlength={40}
          confirmType="go"
          onInput={(event) => setTyped(event.detail.value)}
          onConfirm={byNumber}
        />
        {problem !== null && (
          <View className="scan__problem" role="alert">
            {problem}
          </View>
        )}
        {canScan && <Button kind="plain" text={words.open} onTap={byNumber} />}
        {market ? (
          <View className="scan__market">{words.inMarket(market.name)}</View>
        ) : (
          <Button kind="plain" text={words.chooseMarket} onTap={() => openPage('markets')} />
        )}
      </View>
    </View>
  )
}
