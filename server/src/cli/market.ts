/**
 * `npm run market -- COMMAND …`: the operator's command line. Works on DATA_DIR or DATABASE_URL without a running
 * server. With `--json` the answer is the only line on standard output.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { importKinds, type ImportKind } from '@smart-market/shared/contracts/imports.ts'
import { marketTypes } from '@smart-market/shared/contracts/markets.ts'
import { roles } from '@smart-market/shared/route.ts'
import { parseConfig } from '../config.ts'
import { type Deps, systemCtx, withSystemTransaction } from '../context.ts'
import { AppError } from '../errors.ts'
import { relayOutbox } from '../feed/relay.ts'
import { getAssessment, takeSnapshot } from '../features/assessments/index.ts'
import { listFeedEvents, listFeedKeys, listSignedHeads } from '../features/feeds/index.ts'
import { createAccount } from '../features/identity/index.ts'
import { importFile } from '../features/imports/index.ts'
import { findMarketByCode, listAllMarkets, registerMarket } from '../features/markets/index.ts'
import { openDeps } from '../open-deps.ts'
import { type FeedFile, verifyFeed } from './verify-feed.ts'

const usage = `用法：npm run market -- 命令 [参数]

  list-markets [--json]                              列出市场
  create-market --code CODE --name 名称 [--type food_retail] [--district 区划代码]
  create-user --login 账号 --password 密码 --name 姓名 --role 角色 [--market CODE] [--merchant ID] [--district 区划代码]
  import-ledger FILE [--market CODE] [--map 字段=列名 …] [--mode good_rows|all_or_nothing] [--json]
                                                     没有 --market 时，按文件里的「市场」列分到各市场
  import-sales FILE --market CODE [--stall 摊位号] [--map 字段=列名 …] [--mode …] [--json]
  import-foot-traffic FILE --market CODE [--map 字段=列名 …] [--mode …] [--json]
  import-guide-price FILE --market CODE --map source==价格来源 [--map unit==斤] [--mode …] [--json]
  import-terminal-receipt FILE --market CODE [--stall 摊位号] [--map 字段=列名 …] [--mode …] [--json]
                                                     收单机构给的终端、聚合码流水，用来核对经营户自报的收款
  assess --market CODE --rubric ID [--as-of ISO时间] [--json]
  snapshot --market CODE --rubric ID                 存下现在的评价
  export-feed FILE --market CODE                     把事件、签名链头和公钥写成一个文件
  verify-feed FILE|网址 [--keys FILE] [--market CODE --secret 密钥] [--json]
                                                     不用数据库，只凭公钥核验一段数据流；不通过时退出码为 3
`

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    market: { type: 'string' },
    rubric: { type: 'string' },
    'as-of': { type: 'string' },
    mode: { type: 'string', default: 'good_rows' },
    map: { type: 'string', multiple: true, default: [] },
    stall: { type: 'string' },
    code: { type: 'string' },
    name: { type: 'string' },
    type: { type: 'string', default: 'food_retail' },
    district: { type: 'string' },
    login: { type: 'string' },
    password: { type: 'string' },
    role: { type: 'string' },
    merchant: { type: 'string' },
    keys: { type: 'string' },
    secret: { type: 'string' },
  },
})

/** A mistake in the call, written for the person who typed it. */
class UsageError extends Error {}

const need = (name: keyof typeof flags): string => {
  const value = flags[name]
  if (typeof value !== 'string' || value === '') throw new UsageError(`缺少 --${name}`)
  return value
}
const print = (answer: unknown, lines: readonly string[]): void => {
  process.stdout.write(flags.json ? `${JSON.stringify(answer)}\n` : `${lines.join('\n')}\n`)
}

const marketByCode = async (deps: Deps, code: string) => {
  const market = await withSystemTransaction(deps, (tx) => findMarketByCode(tx, code.toUpperCase()))
  if (market === undefined) throw new AppError('market.not_found')
  return market
}

const listMarkets = async (deps: Deps): Promise<void> => {
  const markets = (await listAllMarkets(deps)).map(({ marketId, code, name, demo }) => ({ marketId, code, name, demo }))
  print(
    markets,
    markets.length === 0
      ? ['还没有市场']
      : markets.map((market) => `${market.code}\t${market.name}${market.demo ? '\t演示数据' : ''}`),
  )
}

const createMarket = async (deps: Deps): Promise<void> => {
  const type = marketTypes.find((known) => known === flags.type)
  if (type === undefined) throw new UsageError(`--type 应为 ${marketTypes.join('、')} 之一`)
  const created = await registerMarket(systemCtx(deps, 'command line', null), {
    code: need('code').toUpperCase(),
    name: need('name'),
    marketTypes: [type],
    districtCode: flags.district ?? '',
  })
  print(created, [`已登记市场 ${created.code} ${created.name}`])
}

const createUser = async (deps: Deps): Promise<void> => {
  const role = roles.find((known) => known === flags.role)
  if (role === undefined) throw new UsageError(`--role 应为 ${roles.join('、')} 之一`)
  const market = flags.market === undefined ? null : await marketByCode(deps, flags.market)
  const { userId } = await createAccount(systemCtx(deps, 'command line', market?.marketId ?? null), {
    loginName: need('login'),
    displayName: need('name'),
    password: need('password'),
    role,
    marketId: market?.marketId ?? null,
    merchantId: flags.merchant ?? null,
    districtCode: flags.district ?? null,
  })
  print({ userId }, [`已建立账号 ${need('login')}`])
}

const importCommand = async (deps: Deps, kind: ImportKind, file: string | undefined): Promise<void> => {
  if (file === undefined) throw new UsageError('缺少文件名')
  if (flags.mode !== 'good_rows' && flags.mode !== 'all_or_nothing')
    throw new UsageError('--mode 应为 good_rows 或 all_or_nothing')
  if (kind !== 'ledger') need('market')
  const given = flags.map.map((pair): [string, string] => {
    const at = pair.indexOf('=')
    if (at < 1) throw new UsageError(`--map 应写成 字段=列名：${pair}`)
    return [pair.slice(0, at), pair.slice(at + 1)]
  })
  // A leading `=` is a constant for every row.
  if (flags.stall !== undefined) given.push(['stallCode', `=${flags.stall}`])
  let shown = 0
  const result = await importFile(
    deps,
    {
      kind,
      market: flags.market === undefined ? 'by-column' : (await marketByCode(deps, flags.market)).marketId,
      fileName: path.basename(file),
      bytes: new Uint8Array(readFileSync(path.resolve(process.cwd(), file))),
      mode: flags.mode,
      actorName: 'command line',
      mapping: Object.fromEntries(given),
    },
    (done, total) => {
      const percent = Math.floor((done / Math.max(1, total)) * 10)
      if (percent > shown) process.stderr.write(`${(shown = percent) * 10}% `)
    },
  )
  if (shown > 0) process.stderr.write('\n')
  await relayOutbox(deps)
  print(result, [
    `读到 ${result.rows} 行：新增 ${result.created}，更新 ${result.updated}，未变 ${result.unchanged}，未导入 ${result.rejected}`,
    ...result.errors
      .slice(0, 20)
      .map(
        (error) =>
          `  第 ${error.row} 行「${error.column}」${error.value === '' ? '' : `（${error.value}）`}：${error.reason}`,
      ),
    ...(result.warnings.length > 0 ? [`  另有 ${result.warnings.length} 处已导入但值得看一眼，用 --json 查看`] : []),
    ...(result.errors.length > 20 ? [`  等共 ${result.errors.length} 处，用 --json 查看全部`] : []),
  ])
}

const assess = async (deps: Deps): Promise<void> => {
  const market = await marketByCode(deps, need('market'))
  const asOf = flags['as-of']
  if (asOf !== undefined && Number.isNaN(Date.parse(asOf)))
    throw new UsageError('--as-of 应为 ISO 时间，例如 2026-03-01T10:00:00+08:00')
  const assessment = await getAssessment(systemCtx(deps, 'command line', market.marketId), need('rubric'), { asOf })
  print(assessment, [
    `${assessment.marketName}：${assessment.rubricTitle}（${assessment.documentNumber}）`,
    assessment.total === null
      ? '本细则不设分值'
      : `${assessment.total.low}–${assessment.total.high} / ${assessment.total.max} 分，数据截至 ${assessment.asOf}`,
    ...assessment.criteria.map((row) => `  ${row.id.padEnd(4)} ${row.low}–${row.high} / ${row.max}\t${row.name}`),
    ...assessment.fixFirst
      .slice(0, 10)
      .map((action, index) => `  ${index + 1}. +${action.gain} 分（${action.effort} 处）${action.title}`),
  ])
}

const snapshot = async (deps: Deps): Promise<void> => {
  const market = await marketByCode(deps, need('market'))
  const taken = await takeSnapshot(systemCtx(deps, 'command line', market.marketId), need('rubric'))
  await relayOutbox(deps)
  print(taken, [`已存：${taken.low}–${taken.high} / ${taken.max} 分`])
}

const exportFeed = async (deps: Deps, file: string | undefined): Promise<void> => {
  if (file === undefined) throw new UsageError('缺少文件名')
  const market = await marketByCode(deps, need('market'))
  await relayOutbox(deps)
  const ctx = systemCtx(deps, 'command line', market.marketId)
  const events: FeedFile['events'] = []
  for (;;) {
    const page = await listFeedEvents(ctx, { after: events.at(-1)?.sequence ?? 0, limit: 1000 })
    events.push(...page.events)
    if (page.events.length === 0) break
  }
  const keys = await listFeedKeys(ctx, market.code)
  const { items } = await listSignedHeads(ctx)
  const feed: FeedFile = {
    marketId: market.marketId,
    keys: Object.fromEntries(keys.items.map((key) => [key.keyId, key.publicKey])),
    heads: items,
    events,
  }
  writeFileSync(path.resolve(process.cwd(), file), JSON.stringify(feed))
  print({ events: events.length, heads: items.length }, [`已写出 ${events.length} 条事件、${items.length} 个签名链头`])
}

const verify = async (source: string | undefined): Promise<void> => {
  if (source === undefined) throw new UsageError('缺少文件或网址')
  const proof = await verifyFeed(source, { keysFile: flags.keys, marketCode: flags.market, secret: flags.secret })
  print(proof, [
    proof.ok
      ? `通过：第 ${proof.from} 到 ${proof.to} 条无缺、无重、未改动，核对签名 ${proof.headsChecked} 个，链头 ${proof.head}`
      : `不通过：${proof.message}`,
  ])
  if (!proof.ok) process.exitCode = 3
}

const commands: Readonly<Record<string, (deps: Deps, argument: string | undefined) => Promise<void>>> = {
  'list-markets': listMarkets,
  'create-market': createMarket,
  'create-user': createUser,
  assess,
  snapshot,
  'export-feed': exportFeed,
  ...Object.fromEntries(
    importKinds.map((kind) => [
      `import-${kind.replace('_', '-')}`,
      (deps: Deps, file: string | undefined) => importCommand(deps, kind, file),
    ]),
  ),
}

const run = async (): Promise<void> => {
  const [name = 'help', argument] = positionals
  if (name === 'verify-feed') return verify(argument)
  const command = commands[name]
  if (command === undefined) {
    process.stdout.write(usage)
    if (name !== 'help') throw new UsageError(`没有命令「${name}」`)
    return
  }
  const deps = await openDeps(parseConfig({ LOG_LEVEL: 'error', ...process.env }))
  try {
    await command(deps, argument)
  } finally {
    await deps.database.close()
  }
}

run().catch((error: unknown) => {
  const forPeople =
    error instanceof UsageError ||
    error instanceof AppError ||
    (error instanceof Error && error.name === 'FolderLockedError')
  process.stderr.write(
    `${error instanceof Error ? (forPeople ? error.message : (error.stack ?? error.message)) : String(error)}\n`,
  )
  process.exit(error instanceof UsageError ? 2 : 1)
})
