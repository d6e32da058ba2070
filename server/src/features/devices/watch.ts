/** Tells platforms when a device that keeps the market safe falls silent, and when it is heard again. */
import { sql } from 'drizzle-orm'
import { appendAudit } from '../../audit.ts'
import {
  type Ctx,
  type Deps,
  marketOf,
  systemCtx,
  type Tx,
  withSystemTransaction,
  withTransaction,
} from '../../context.ts'
import { rowsOf } from '../../db/client.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { tellsSilence, toldSilentAfterSeconds } from './domain.ts'

interface Turned extends Record<string, unknown> {
  readonly deviceId: string
  readonly code: string
  readonly kind: string
}

/** One look at all markets; a device is told of once, until it is heard again. Returns how many turned. */
export const watchDevices = async (deps: Deps): Promise<number> => {
  const markets = await withSystemTransaction(deps, (tx) =>
    rowsOf<{ marketId: string }>(tx, sql`select distinct market_id as "marketId" from devices order by 1`),
  )
  let turned = 0
  for (const { marketId } of markets) {
    const ctx = systemCtx(deps, 'device watch', marketId)
    turned += await withTransaction(ctx, (tx) => watchMarket(ctx, tx))
  }
  return turned
}

const watchMarket = async (ctx: Ctx, tx: Tx): Promise<number> => {
  const marketId = marketOf(ctx)
  const now = sql`${ctx.now.toISOString()}::timestamptz`
  const heardSince = sql`${new Date(ctx.now.getTime() - toldSilentAfterSeconds * 1000).toISOString()}::timestamptz`
  const silent = await rowsOf<Turned>(
    tx,
    sql`update devices set told_silent_at = ${now}
      where market_id = ${marketId} and retired_at is null and told_silent_at is null
        and last_heartbeat_at < ${heardSince} and kind = any (string_to_array(${tellsSilence.join(',')}, ','))
      returning device_id as "deviceId", code, kind`,
  )
  const back = await rowsOf<Turned>(
    tx,
    sql`update devices set told_silent_at = null
      where market_id = ${marketId} and told_silent_at is not null and last_heartbeat_at >= ${heardSince}
      returning device_id as "deviceId", code, kind`,
  )
  if (silent.length > 0) {
    await note(ctx, tx, silent, `设备掉线 ${silent.length} 台`)
    const kinds = [...new Set(silent.map((device) => device.kind))].sort()
    await appendEvent(ctx, tx, 'devices.went_silent', { deviceIds: idsOf(silent), kinds })
  }
  if (back.length > 0) {
    await note(ctx, tx, back, `设备恢复 ${back.length} 台`)
    await appendEvent(ctx, tx, 'devices.came_back', { deviceIds: idsOf(back) })
  }
  return silent.length + back.length
}

const idsOf = (devices: readonly Turned[]): string[] => devices.map((device) => device.deviceId).sort()

const note = (ctx: Ctx, tx: Tx, devices: readonly Turned[], what: string): Promise<void> =>
  appendAudit(ctx, tx, {
    action: 'device.watch',
    subjectKind: 'device',
    subjectId: idsOf(devices)[0] ?? '',
    summary: `${what}：${devices
      .map((device) => device.code)
      .sort()
      .slice(0, 20)
      .join('、')}`,
  })
