/** The pages that the mini-program has, as its own configuration says. */
interface AppConfig {
  readonly pages: readonly string[]
  readonly subPackages: readonly { readonly root: string; readonly pages: readonly string[] }[]
}
// The configuration is written for Taro, which puts this function there.
Object.assign(globalThis, { defineAppConfig: (config: AppConfig) => config })
const configFile = new URL('../../../miniapp/src/app.config.ts', import.meta.url).href
const { default: app } = (await import(configFile)) as { default: AppConfig }

export const miniProgramPages: readonly string[] = [
  ...app.pages,
  ...app.subPackages.flatMap(({ root, pages }) => pages.map((page) => `${root}/${page}`)),
]
