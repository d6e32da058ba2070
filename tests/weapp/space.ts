/** Where components live: glass-easel's component space over a jsdom document, set up as WeChat's base library does. */
import * as easel from 'glass-easel'
import * as adapter from 'glass-easel-miniprogram-adapter'
import type { JSDOM } from 'jsdom'
import { defineBuiltIns } from './built-ins.ts'
import type { CompiledApp } from './compile.ts'

/** glass-easel takes its document from the global scope; it is given back when the mini-program closes. */
export const borrowGlobals = (dom: JSDOM): (() => void) => {
  const lent = { window: dom.window, document: dom.window.document }
  const before = Object.keys(lent).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)
  for (const [name, value] of Object.entries(lent))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  return () => {
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else Reflect.deleteProperty(globalThis, name)
    }
  }
}

/** Internals of glass-easel's adapter that have no public door. */
interface SpaceInternals {
  prepareComponentOptions(...args: unknown[]): [Record<string, unknown>, ...unknown[]]
  readonly _$sharedStyleScope: unknown
}

export const createSpace = (compiled: CompiledApp, dom: JSDOM) => {
  easel.globalOptions.writeIdToDOM = true
  // The built-in components here know few properties; any other warning is worth reading.
  easel.addGlobalWarningListener((warning) => !/is not a valid property/.test(String(warning)))
  const env = new adapter.MiniProgramEnv()
  const builtIns = defineBuiltIns(env.getGlobalCodeSpace().getComponentSpace(), compiled.slot)
  const space = env.createCodeSpace('', true)
  for (const [tag, definition] of builtIns) space.getComponentSpace().setGlobalUsingComponent(tag, definition)

  const context = new easel.CurrentWindowBackendContext()
  const { document } = dom.window
  // Without the prefix jsdom would take `input` for HTML's own, which cannot hold the inner field.
  const createElement = (tag: string) => document.createElement(builtIns.has(tag) ? `wx-${tag}` : tag)
  context.document = {
    createElement: createElement as never,
    createTextNode: ((text: string) => document.createTextNode(text)) as never,
    createDocumentFragment: (() => document.createDocumentFragment()) as never,
  }
  context.onEvent((target, type, detail, options) => {
    easel.Event.dispatchEvent(target, new easel.Event(type, detail, options))
  })
  const back = env.associateBackend(context as never)

  const internals = space as unknown as SpaceInternals
  const prepare = internals.prepareComponentOptions.bind(space)
  internals.prepareComponentOptions = (...args) => {
    const prepared = prepare(...args)
    // Ids stay as the product wrote them, and all components share one style scope.
    delete prepared[0].idPrefixGenerator
    delete prepared[0].extraStyleScope
    prepared[0].styleScope = internals._$sharedStyleScope
    return prepared
  }
  for (const [id, content] of Object.entries(compiled.templates))
    space.addCompiledTemplate(id, { groupList: compiled.templates, content } as never)
  for (const [id, json] of compiled.json)
    if (id !== 'app' && !/^(project\.config|sitemap)$/.test(id))
      space.addComponentStaticConfig(id, { ...json } as never)
  return { space, back }
}
