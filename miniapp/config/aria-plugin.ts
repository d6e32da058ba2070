/** Taro's weapp templates leave out WeChat's aria attributes; this adds those that `ui/` uses. */
import type { IPluginContext } from '@tarojs/service'

interface WithTemplate {
  readonly template?: { mergeComponents(ctx: IPluginContext, patch: Record<string, Record<string, string>>): void }
}

const aria = { 'aria-role': "''", 'aria-label': "''" }

export default (ctx: IPluginContext): void => {
  ctx.registerMethod({
    name: 'onSetupClose',
    fn(platform: WithTemplate) {
      platform.template?.mergeComponents(ctx, { View: aria, Text: aria, Input: aria, Image: aria })
    },
  })
}
