/** Before the first use of personal information the page asks; a no leaves another way, and takes nothing. */
import { beforeEach, expect, it } from 'vitest'
import type { MiniProgram } from './mini-program.ts'
import { inMarket, onMiniProgram, shows, tap } from './stage.ts'
import { refuse, storage, succeed, type Wx } from './wx.ts'

const { start } = onMiniProgram()
let resolved: { event: string; buttonId?: string }[] = []

beforeEach(() => {
  resolved = []
})

type Listener = (resolve: (answer: { event: string; buttonId?: string }) => void, info: { referrer: string }) => void

/** WeChat holds scanCode back until the page that listened last has got an answer. */
const startGuarded = (startAt: string): MiniProgram => {
  let listener: Listener | undefined
  const guarded: Wx = {
    onNeedPrivacyAuthorization: ((heard: Listener) => void (listener = heard)) as unknown as Wx[string],
    scanCode: (options) =>
      listener?.(
        (answer) => {
          resolved.push(answer)
          if (answer.event === 'agree') succeed(options, { result: 'https://example.com/else' })
          if (answer.event === 'disagree') refuse(options, 'scanCode:fail privacy permission is not authorized')
        },
        { referrer: 'scanCode' },
      ),
  }
  return start(startAt, { ...storage(inMarket()), ...guarded })
}

it('is asked on the page in sight when something needs it, not before, and a yes lets it go on', async () => {
  const mini = startGuarded('pages/home/index?market=DEMO')
  await shows(mini, '今日客流')
  expect(mini.find('#agree-privacy')).toBeNull()
  mini.open('pages/scan/index')
  await tap(mini, '#primary')
  await shows(mini, '先问您一声')
  expect(resolved).toEqual([{ event: 'exposureAuthorization' }])
  mini.tellButton('#agree-privacy', 'agreeprivacyauthorization', {})
  await mini.until(() => mini.find('#agree-privacy') === null, 'the question gone')
  expect(resolved.at(-1)).toEqual({ event: 'agree', buttonId: 'agree-privacy' })
  expect(mini.errors).toEqual([])
})

it('can be refused: nothing is read, and the stall’s number can be typed', async () => {
  const mini = startGuarded('pages/scan/index')
  await tap(mini, '#primary')
  await tap(mini, '#refuse-privacy')
  await mini.until(() => mini.find('#refuse-privacy') === null, 'the question gone')
  expect(resolved.at(-1)).toEqual({ event: 'disagree' })
  await mini.until(() => mini.find('input') !== null || mini.find('wx-input') !== null, 'a field to type in')
  expect(mini.routes()).toEqual(['pages/scan/index'])
})

it('can be read before in WeChat’s own words', async () => {
  const mini = startGuarded('pages/me/index')
  await tap(mini, '#privacy-contract')
  expect(mini.calls.some(({ name }) => name === 'openPrivacyContract')).toBe(true)
})
