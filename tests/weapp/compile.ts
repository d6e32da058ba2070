/**
 * Reads a built mini-program folder the way WeChat does: templates compiled by WeChat's own open-source compiler
 * (glass-easel), scripts, page settings and styles by path without ending.
 */
import fs from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'
import { TmplGroup } from 'glass-easel-template-compiler'

export interface AppJson {
  readonly pages: readonly string[]
  readonly subPackages?: readonly { readonly root: string; readonly pages: readonly string[] }[]
  readonly tabBar?: { readonly list: readonly { readonly pagePath: string }[] }
  readonly __usePrivacyCheck__?: boolean
  readonly requiredPrivateInfos?: readonly string[]
  readonly permission?: object
}
export interface PageJson {
  readonly usingComponents?: Readonly<Record<string, string>>
  readonly navigationBarTitleText?: string
}
/** Compiled template bodies by path; glass-easel alone knows their shape. */
export type Templates = Readonly<Record<string, unknown>>

export interface CompiledApp {
  readonly app: AppJson
  readonly json: ReadonlyMap<string, PageJson>
  readonly scripts: ReadonlyMap<string, string>
  readonly templates: Templates
  /** A template that is only a slot, for WeChat's own components. */
  readonly slot: Templates
  readonly warnings: readonly string[]
}

export const filesUnder = (folder: string): string[] =>
  fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory() ? filesUnder(path.join(folder, entry.name)) : [path.join(folder, entry.name)],
    )

/** The compiler answers with the text of a JavaScript expression. */
const evaluate = (group: TmplGroup): Templates => {
  const source = group.getTmplGenObjectGroups()
  group.free()
  return vm.runInThisContext(source) as Templates
}

export const compileApp = (dist: string): CompiledApp => {
  const json = new Map<string, PageJson>()
  const scripts = new Map<string, string>()
  const warnings: string[] = []
  const group = new TmplGroup()
  for (const file of filesUnder(dist)) {
    const ending = path.extname(file)
    const id = path.relative(dist, file).slice(0, -ending.length).split(path.sep).join('/')
    const text = fs.readFileSync(file, 'utf8')
    if (ending === '.js') scripts.set(id, text)
    else if (ending === '.json') json.set(id, JSON.parse(text) as PageJson)
    else if (ending === '.wxs') group.addScript(id, text)
    else if (ending === '.wxml') {
      const found = (group.addTmpl(id, text) ?? []) as ArrayLike<{ message?: string }>
      for (const warning of Array.from(found)) warnings.push(`${id}: ${warning.message ?? String(warning)}`)
    }
  }
  const slot = new TmplGroup()
  slot.addTmpl('', '<slot/>')
  return {
    app: json.get('app') as AppJson,
    json,
    scripts,
    templates: evaluate(group),
    slot: evaluate(slot),
    warnings,
  }
}
