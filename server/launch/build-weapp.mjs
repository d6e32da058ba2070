// `npm run build:weapp`: the mini-program for WeChat, in miniapp/dist/weapp.
import { buildMiniapp, install, main } from './toolchain.mjs'

await main(async () => {
  await install()
  await buildMiniapp('weapp')
})
