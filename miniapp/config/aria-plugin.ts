/** Taro leaves out WeChat's aria attributes; this adds those that `ui/` uses, to the templates and to the runtime alike. */
import fs from 'node:fs'
import path from 'node:path'
import type { IPluginContext } from '@tarojs/service'

type Components = Record<string, Record<string, string>>

interface Platform {
  runtimePath?: string | string[]
  readonly template?: { mergeComponents(ctx: IPluginContext, patch: Components): void }
}

const components = JSON.parse(fs.readFileSync(path.resolve(__dirname, 'aria-components.json'), 'utf8')) as Components

export default (ctx: IPluginContext): void => {
  ctx.registerMethod({
    name: 'onSetupClose',
    fn(platform: Platform) {
      if (platform.template === undefined) return
      platform.template.mergeComponents(ctx, components)
      platform.runtimePath = [platform.runtimePath ?? [], path.resolve(__dirname, 'aria-runtime.js')].flat()
    },
  })
}
