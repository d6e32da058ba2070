/** The shape that later journeys rely on: sizes, what may import what, and that WeChat's tool can open the folder. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { dist } from './built.ts'
import { filesUnder } from './compile.ts'
import { onMiniProgram } from './stage.ts'

const miniapp = fileURLToPath(new URL('../../miniapp/', import.meta.url))
const source = path.join(miniapp, 'src')

interface Source {
  readonly name: string
  readonly imports: readonly { readonly whole: string; readonly from: string }[]
}
const sources: readonly Source[] = filesUnder(source)
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({
    name: path.relative(source, file).split(path.sep).join('/'),
    imports: [...fs.readFileSync(file, 'utf8').matchAll(/^import ([^;]*?from )?'([^']+)'/gm)].map((match) => ({
      whole: match[0],
      from: (match[2] ?? '').startsWith('.')
        ? path
            .relative(source, path.resolve(path.dirname(file), match[2] ?? ''))
            .split(path.sep)
            .join('/')
        : (match[2] ?? ''),
    })),
  }))
const offenders = (rule: (file: Source, from: string, whole: string) => boolean) =>
  sources.flatMap((file) =>
    file.imports.filter(({ from, whole }) => rule(file, from, whole)).map(({ from }) => `${file.name} → ${from}`),
  )

const { compiled, start } = onMiniProgram()

test('every package keeps to its size', () => {
  const printed = execFileSync(process.execPath, [path.join(miniapp, 'check-sizes.mjs')], { encoding: 'utf8' })
  expect(printed).toContain('ok   weapp main package')
})

test('the main package imports nothing from a subpackage', () => {
  expect(offenders(({ name }, from) => !name.startsWith('packages/') && from.startsWith('packages/'))).toEqual([])
})

test('every page is guarded, so that none goes blank when it cannot be drawn', () => {
  const { pages, subPackages = [] } = compiled.app
  const all = [...pages, ...subPackages.flatMap(({ root, pages: own }) => own.map((page) => `${root}/${page}`))]
  const exported = (page: string) =>
    /^export default (.*)$/m.exec(fs.readFileSync(path.join(source, `${page}.tsx`), 'utf8'))?.[1] ?? ''
  expect(all.length).toBeGreaterThan(30)
  expect(all.filter((page) => !/^guarded\(\w+\)$/.test(exported(page)))).toEqual([])
})

test("only platform/ touches Taro's functions", () => {
  expect(offenders(({ name }, from) => !name.startsWith('platform/') && from === '@tarojs/taro')).toEqual([])
})

test('ui/ knows no feature, and a feature knows no page', () => {
  expect(offenders(({ name }, from) => name.startsWith('ui/') && from.startsWith('features/'))).toEqual([])
  expect(offenders(({ name }, from) => name.startsWith('features/') && /^(pages|packages)\//.test(from))).toEqual([])
})

test('contracts come in as types only', () => {
  const value = offenders((_, from, whole) => /shared\/(contracts|api)/.test(from) && !whole.startsWith('import type'))
  expect(value).toEqual([])
})

test("WeChat's tool finds the app, its pages and the sitemap", () => {
  const project = JSON.parse(fs.readFileSync(path.join(miniapp, 'project.config.json'), 'utf8')) as Record<
    string,
    string
  >
  expect(project.miniprogramRoot).toBe('dist/weapp/')
  expect(project.appid).not.toBe('')
  const app = JSON.parse(fs.readFileSync(path.join(dist, 'app.json'), 'utf8')) as {
    pages: string[]
    subPackages: { root: string; pages: string[] }[]
    sitemapLocation: string
  }
  const pages = [
    ...app.pages,
    ...app.subPackages.flatMap(({ root, pages: own }) => own.map((page) => `${root}/${page}`)),
  ]
  const needed = pages.flatMap((page) => ['js', 'json', 'wxml'].map((ending) => `${page}.${ending}`))
  expect(needed.filter((file) => !fs.existsSync(path.join(dist, file)))).toEqual([])
  expect(fs.existsSync(path.join(dist, app.sitemapLocation))).toBe(true)
  expect(fs.existsSync(path.join(dist, 'custom-tab-bar', 'index.js'))).toBe(true)
})

test('what the product gives an element is what WeChat’s template reads for it', async () => {
  const wxml = fs.readFileSync(path.join(dist, 'base.wxml'), 'utf8')
  /** The short name under which the template of a tag reads an attribute. */
  const nameOf = (tag: string, attribute: string): string => {
    const opening = new RegExp(`<${tag}(?: [^>]*)?\\s${attribute}="\\{\\{(?:xs\\.b\\()?i\\.(\\w+)`).exec(wxml)
    return opening?.[1] ?? 'nowhere'
  }
  const mini = start('packages/stall/today/index')
  await mini.until(() => mini.find('#password') !== null, 'the login')
  const given = (id: string, tag: string, attribute: string) => mini.dataOf(id)?.[nameOf(tag, attribute)]
  expect(given('password', 'input', 'password')).toBe(true)
  expect(given('password', 'input', 'maxlength')).toBe(200)
  expect(given('password', 'input', 'aria-label')).toBe('密码')
  expect(given('primary', 'view', 'aria-role')).toBe('button')
  expect(given('primary', 'view', 'hover-class')).toBe('tap--pressed')
  mini.type('#login-name', 'merchant')
  await mini.until(() => given('login-name', 'input', 'value') === 'merchant', 'what was typed')
})
