// `npm test [vitest arguments]`: installs and runs all tests that need nothing but Node. Browser tests join when a
// Chromium is found (CHROMIUM, or in its usual places); CI always has one.
import { existsSync } from 'node:fs'
import { bin, buildAll, buildMiniapp, install, main, run } from './toolchain.mjs'

const usualPlaces = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

await main(async () => {
  await install()
  const browser = usualPlaces.find((place) => place !== undefined && existsSync(place))
  const chosen = process.argv.slice(2)
  const projects = [
    'unit',
    'api',
    'weapp',
    'process',
    ...(browser === undefined || process.env.E2E === 'off' ? [] : ['e2e']),
  ]
  if (chosen.length === 0) {
    await buildAll()
    await buildMiniapp('weapp')
    if (browser === undefined) console.log('没有找到 Chromium，浏览器测试不在这次运行之内。')
  }
  const args = chosen.length > 0 ? chosen : projects.map((name) => `--project=${name}`)
  await run(bin('vitest'), ['run', ...args], { show: true, env: browser === undefined ? {} : { CHROMIUM: browser } })
})
