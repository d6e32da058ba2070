/** From a wish to a way: which stalls are meant, what is bought at each, and what to say when there is none. Pure. */
import type { RouteAnswer } from '@smart-market/shared/contracts/wayfinding.ts'
import { guideText } from '../../text-guide.ts'
import type { From, PhoneGuide } from './use-guide.ts'

export type Wish =
  | { readonly kind: 'stalls'; readonly stallCodes: readonly string[] }
  /** The nearest stall that has it now. */
  | { readonly kind: 'goods'; readonly name: string }
  /** A shopping list: all of it, on one short tour. */
  | { readonly kind: 'list'; readonly names: readonly string[] }

/** Where something is on sale now. */
export interface Offer {
  readonly stallCode: string
  readonly merchantName: string
  readonly name: string
  readonly price: string
}
/** One list for each thing that was wished for, in the wish's order; empty for a wish of stalls. */
export type Offers = readonly (readonly Offer[])[]

export interface Stop {
  readonly stallCode: string
  /** What to buy there: goods with price; empty when the stall itself was wished for. */
  readonly goods: readonly string[]
}
export type Way =
  | { readonly status: 'refused'; readonly message: string }
  | {
      readonly status: 'found'
      readonly route: RouteAnswer
      readonly stops: readonly Stop[]
      /** Things of the list that nobody sells now. */
      readonly missing: readonly string[]
    }

interface Start {
  readonly from: From
  readonly stepFree: boolean
}
interface Chosen {
  readonly mode: 'one' | 'nearest' | 'tour'
  readonly stallCodes: readonly string[]
  readonly missing: readonly string[]
  /** By stall. */
  readonly goods: ReadonlyMap<string, readonly string[]>
}

const said = ({ name, price }: Offer): string => `${name} ${price}`

const chosenFor = (guide: PhoneGuide, wish: Wish, offers: Offers, { from, stepFree }: Start): Chosen => {
  switch (wish.kind) {
    case 'stalls': {
      const { stallCodes } = wish
      return { mode: stallCodes.length > 1 ? 'tour' : 'one', stallCodes, missing: [], goods: new Map() }
    }
    case 'goods': {
      const found = offers[0] ?? []
      const goods = new Map<string, string[]>()
      for (const offer of found) goods.set(offer.stallCode, [...(goods.get(offer.stallCode) ?? []), said(offer)])
      return { mode: 'nearest', stallCodes: [...goods.keys()], missing: found.length === 0 ? [wish.name] : [], goods }
    }
    case 'list':
      return chosenForList(guide, wish.names, offers, { from, stepFree })
  }
}

const chosenForList = (
  guide: PhoneGuide,
  names: readonly string[],
  offers: Offers,
  { from, stepFree }: Start,
): Chosen => {
  const stallCodes = [...new Set(offers.flat().map(({ stallCode }) => stallCode))]
  const candidates = names.map((_, i) => [
    ...new Set((offers[i] ?? []).map(({ stallCode }) => stallCodes.indexOf(stallCode))),
  ])
  const choice = guide.choose(from, stallCodes, candidates, stepFree)
  const goods = new Map<string, string[]>()
  const missing: string[] = []
  names.forEach((name, i) => {
    const stallCode = stallCodes[choice[i] ?? -1]
    const offer = offers[i]?.find((one) => one.stallCode === stallCode)
    if (stallCode === undefined || offer === undefined) missing.push(name)
    else goods.set(stallCode, [...(goods.get(stallCode) ?? []), said(offer)])
  })
  return { mode: 'tour', stallCodes: [...goods.keys()], missing, goods }
}

export const findWay = (guide: PhoneGuide, wish: Wish, offers: Offers, start: Start): Way => {
  const { mode, stallCodes, missing, goods } = chosenFor(guide, wish, offers, start)
  if (stallCodes.length === 0) {
    const message = wish.kind === 'goods' ? guideText.noneHas(wish.name) : guideText.listMissing(missing.join('、'))
    return { status: 'refused', message }
  }
  const answer = guide.answer({ from: start.from, mode, stallCodes, stepFree: start.stepFree })
  if (answer === 'no_start') return { status: 'refused', message: guideText.noStart }
  if (answer === 'no_way') {
    const message = start.stepFree ? guideText.noWayStepFree : guideText.noWay(stallCodes.slice(0, 3).join('、'))
    return { status: 'refused', message }
  }
  const stops = answer.legs.map(({ stallCode }) => ({ stallCode, goods: goods.get(stallCode) ?? [] }))
  return { status: 'found', route: answer, stops, missing }
}

/** The wish in a page's address: `to=A-01,B-02`, `has=西红柿` or `list=西红柿,鸡蛋`. */
export const wishOf = (params: Readonly<Record<string, string | undefined>>): Wish | null => {
  const parts = (text: string) => text.split(',').filter((part) => part !== '')
  if (params.to) return { kind: 'stalls', stallCodes: parts(params.to) }
  if (params.has) return { kind: 'goods', name: params.has }
  if (params.list) return { kind: 'list', names: parts(params.list) }
  return null
}
