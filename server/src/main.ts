/** Composition root of the server: the only file, with the command line, that reads the environment. */
import { serve } from '@hono/node-server'
import { createApp } from './app.ts'
import { parseConfig } from './config.ts'
import { seedDemoWhenEmpty } from './db/seed/demo.ts'
import { startDemoSimulator } from './db/seed/demo-simulator.ts'
import { startFeedSender } from './features/feeds/index.ts'
import { startForwarder, startPuller } from './features/receiving/index.ts'
import { startPayments } from './features/payments/index.ts'
import { startRelay } from './feed/relay.ts'
import { mountSite } from './http/site.ts'
import { startDeviceWatch } from './jobs/device-watch.ts'
import { startFeedFollowers } from './jobs/followers.ts'
import { startJobs } from './jobs/index.ts'
import { applyAllPaymentFacts } from './jobs/payment-facts.ts'
import { startOrderSweep } from './jobs/order-sweep.ts'
import { startReconciliation } from './jobs/reconciliation.ts'
import { startWechatMessages } from './jobs/wechat-messages.ts'
import { openDeps, openFeedOf, openPaymentsOf } from './open-deps.ts'
import { repositoryRoot } from './repository-root.ts'

const version = '0.1.0'

const start = async (): Promise<void> => {
  const config = parseConfig(process.env)
  const startedAt = performance.now()
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  const basic = await openDeps(config)
  const payments = await openPaymentsOf(config, basic)
  const deps = { ...basic, payments: payments.desk, feed: openFeedOf(config) }
  say(`▸ 打开数据库（${deps.database.kind === 'pglite' ? '内置 PGlite' : 'PostgreSQL'}）… 完成`)
  const logins = config.demo ? await seedDemoWhenEmpty(deps, say) : []
  const app = createApp(deps)
  mountSite(app, deps, { root: repositoryRoot, version })
  const stopRelay = await startRelay(deps)
  const stopFollowers = startFeedFollowers(deps)
  const stopFeedSender = await startFeedSender(deps)
  const stopForwarder = await startForwarder(deps)
  const stopPuller = startPuller(deps)
  const stopJobs = startJobs(deps)
  const stopDeviceWatch = startDeviceWatch(deps)
  const stopPayments = startPayments(
    deps,
    payments,
    (path, init) => app.request(path, init),
    (marketId) => applyAllPaymentFacts(deps, marketId),
  )
  const stopOrderSweep = startOrderSweep(deps)
  const stopReconciliation = startReconciliation(deps)
  const stopWechatMessages = startWechatMessages(deps)
  const stopSimulator = config.demo ? await startDemoSimulator(deps) : () => undefined

  const server = serve({ fetch: app.fetch, port: config.port }, (address) => {
    const at = `http://localhost:${address.port}`
    say(`▸ 启动完成（${((performance.now() - startedAt) / 1000).toFixed(1)} 秒）`)
    say(`\n  控制台    ${at}/console/\n  小程序    ${at}/m/\n  接口文档  ${at}/docs/`)
    for (const login of logins)
      say(`  演示账号  ${login.displayName.padEnd(8, '　')} ${login.loginName} / ${login.password}`)
    if (logins.length > 0) say('  演示账号的密码人人可知：不要把演示数据放到公网。')
    say('')
  })

  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    server.close()
    await stopSimulator()
    await stopJobs()
    await stopDeviceWatch()
    await stopOrderSweep()
    await stopReconciliation()
    await stopWechatMessages()
    await stopPayments()
    await stopFollowers()
    await stopFeedSender()
    await stopForwarder()
    await stopPuller()
    await stopRelay()
    await deps.database.close()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop())
}

start().catch((error: unknown) => {
  // Configuration and lock errors are written for people; anything else keeps its stack.
  const known = error instanceof Error && (error.name === 'FolderLockedError' || error.message.startsWith('环境变量'))
  process.stderr.write(
    `${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  process.exit(1)
})
