/** Runs the product's scripts as WeChat does: CommonJS modules that see `wx` and the constructors of the page in hand. */
import vm from 'node:vm'
import type * as adapter from 'glass-easel-miniprogram-adapter'
import type { CompiledApp } from './compile.ts'
import type { Wx } from './wx.ts'

const hiddenGlobals = [
  'window', 'document', 'self', 'location', 'navigator', 'localStorage', 'XMLHttpRequest', 'fetch', 'history', 'URL',
  'URLSearchParams', 'Headers', 'Request', 'Response', 'FormData', 'Blob', 'TextEncoder', 'TextDecoder', 'crypto',
  'structuredClone', 'AbortController', 'performance', 'queueMicrotask', 'Function', 'process', 'Buffer', 'globalThis',
] // prettier-ignore

/** `./b` seen from `a/x` is `a/b`. */
const resolveFrom = (from: string, to: string): string => {
  const parts = to.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const part of to.replace(/\.js$/, '').split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

interface AppInstance {
  onLaunch?(options: object): void
  onShow?(options: object): void
}

type Define = (definition: Record<string, unknown>) => unknown
interface Definers {
  Page: Define
  Component: Define
  Behavior: Define
}

/** `app` runs the app itself; `component` a page or component with all it uses, once. */
export const createLoader = (
  compiled: CompiledApp,
  space: adapter.CodeSpace,
  wx: Wx,
  currentPages: () => unknown[],
) => {
  const modules = new Map<string, { exports: unknown }>()
  const defined = new Set<string>()
  const none: Definers = { Page: () => undefined, Component: () => undefined, Behavior: () => undefined }
  let definers = none
  let app: AppInstance = {}

  const run = (id: string): unknown => {
    const known = modules.get(id)
    if (known) return known.exports
    const source = compiled.scripts.get(id) ?? missing(id)
    const module: { exports: unknown } = { exports: {} }
    modules.set(id, module)
    const given: Record<string, unknown> = {
      require: (to: string) => run(resolveFrom(id, to)),
      module,
      exports: module.exports,
      wx,
      App: (instance: AppInstance) => void (app = instance),
      Page: (definition: Record<string, unknown>) => definers.Page(definition),
      Component: (definition: Record<string, unknown>) => definers.Component(definition),
      Behavior: (definition: Record<string, unknown>) => definers.Behavior(definition),
      getApp: () => app,
      getCurrentPages: currentPages,
    }
    const names = [...Object.keys(given), ...hiddenGlobals]
    const body = vm.compileFunction(source, names, { filename: `mini-program/${id}.js` }) as (
      ...args: unknown[]
    ) => void
    body(...Object.values(given))
    return module.exports
  }
  const component = (id: string): void => {
    if (defined.has(id)) return
    defined.add(id)
    for (const to of Object.values(compiled.json.get(id)?.usingComponents ?? {})) {
      const child = resolveFrom(id, to)
      if (compiled.scripts.has(child)) component(child)
    }
    space.componentEnv(id, (env) => {
      const before = definers
      const tidied = (define: unknown) => (definition: Record<string, unknown>) => (define as Define)(tidy(definition))
      definers = {
        Page: tidied(env.Page.bind(env)),
        Component: tidied(env.Component.bind(env)),
        Behavior: env.Behavior.bind(env) as unknown as Define,
      }
      run(id)
      definers = before
    })
  }
  return {
    component,
    app: () => {
      run('app')
      const options = { path: compiled.app.pages[0], query: {}, scene: 1001 }
      app.onLaunch?.(options)
      app.onShow?.(options)
    },
  }
}

const missing = (id: string): never => {
  throw new Error(`the build has no script ${id}`)
}

/** Taro passes `behaviors: {}` and `externalClasses: {}` where lists are meant. */
const tidy = (definition: Record<string, unknown>): Record<string, unknown> => {
  const { behaviors, externalClasses, ...rest } = definition
  return {
    ...rest,
    ...(Array.isArray(behaviors) ? { behaviors: behaviors as unknown[] } : {}),
    ...(Array.isArray(externalClasses) ? { externalClasses: externalClasses as unknown[] } : {}),
  }
}
