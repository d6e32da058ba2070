/** What the build may ask of WeChat is written in `miniapp/permissions.json`; the build keeps to it, and is checked whole. */
import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { dist, permissionsFile } from './built.ts'
import { type AppJson, filesUnder } from './compile.ts'
import { onMiniProgram } from './stage.ts'
import { wxNames } from './wx.ts'

interface Permission {
  readonly name: string
  readonly use: string
  readonly privacy: string | null
}
interface Declared {
  readonly apis: readonly Permission[]
  readonly openTypes: readonly Permission[]
}
const { apis: permissions, openTypes } = JSON.parse(fs.readFileSync(permissionsFile, 'utf8')) as Declared
const allowed = permissions.map(({ name }) => name)

/** Taro's own files name every function of WeChat in tables; what they really call is seen in the running program. */
const frameworkFiles = ['taro.js', 'vendors.js', 'runtime.js']
/** What Taro itself calls while it starts: screen facts and lifecycle, no personal data. */
const frameworkCalls =
  /^(on|off)[A-Z]|^(nextTick|canIUse|getSystemInfoSync|getWindowInfo|getDeviceInfo|getLaunchOptionsSync|getEnterOptionsSync)$/

const { start } = onMiniProgram()

const ownScripts = () =>
  filesUnder(dist)
    .filter((file) => file.endsWith('.js') && !frameworkFiles.includes(path.relative(dist, file)))
    .map((file) => fs.readFileSync(file, 'utf8'))

test('the product calls exactly the functions of WeChat that are declared', () => {
  const known = new Set(wxNames())
  const called = ownScripts().flatMap((source) =>
    [...source.matchAll(/\.([a-zA-Z]+)\(/g)].map((match) => match[1] ?? ''),
  )
  expect([...new Set(called.filter((name) => known.has(name)))].sort()).toEqual([...allowed].sort())
})

test('the product’s buttons ask WeChat for exactly what is declared', () => {
  const asked = ownScripts().flatMap((source) =>
    [...source.matchAll(/openType:"([a-zA-Z|]+)"/g)].map((match) => match[1] ?? ''),
  )
  expect([...new Set(asked)].sort()).toEqual(openTypes.map(({ name }) => name).sort())
})

test('no script goes round Taro to wx itself', () => {
  const direct = ownScripts().flatMap((source) => [...source.matchAll(/\bwx\.([a-zA-Z]+)/g)].map((match) => match[1]))
  expect([...new Set(direct)]).toEqual(['webpackJsonp'])
})

test('the running program calls nothing beyond the declared functions', async () => {
  const mini = start('pages/home/index?market=DEMO')
  await mini.until(() => mini.text().includes('今日客流'), 'the home')
  for (const tap of ['#tab-scan', '#tab-me', '#large-type', '#my-market']) {
    await mini.until(() => mini.find(tap) !== null, tap)
    mini.tap(tap)
  }
  await mini.until(() => mini.text().includes('您要逛哪个市场？'), 'the markets')
  const undeclared = mini.calls
    .map(({ name }) => name)
    .filter((name) => !allowed.includes(name) && !frameworkCalls.test(name))
  expect([...new Set(undeclared)]).toEqual([])
})

test('app.json asks for the privacy check because a declared function needs it, and for a place on the map only when the shopper points at one', () => {
  const app = JSON.parse(fs.readFileSync(path.join(dist, 'app.json'), 'utf8')) as AppJson
  expect([...permissions, ...openTypes].some(({ privacy }) => privacy !== null)).toBe(true)
  expect(app.__usePrivacyCheck__).toBe(true)
  expect(app.requiredPrivateInfos).toEqual(['chooseLocation'])
  expect(app.permission).toBeUndefined()
})

test('no invented data and no schema library is in the build', () => {
  const found = filesUnder(dist).filter((file) => /王记鲜蔬|_zod/.test(fs.readFileSync(file, 'utf8')))
  expect(found).toEqual([])
})
