/** Printing, replacing and patrolling stall codes. */
import { dayMs } from '@smart-market/shared/time.ts'
import { actorName, appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, withTransaction } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import { listIssuedCodes, listStallCodesById } from './report.ts'
import * as codes from './stall-code-store.ts'
import { readStallCode, stallCodeSigner } from './stall-codes.ts'

/** A code that no patrol has seen for this long is listed. */
const unseenDays = 30

/**
 * Makes the printable, signed text of every live stall code that has none yet, and ends those whose code was replaced
 * (`issueStallCodes` of sales counts the versions).
 */
export const printStallCodes = async (ctx: Ctx): Promise<{ printed: number }> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    const issued = await listIssuedCodes(tx, marketId)
    const live = new Map(issued.filter((row) => row.revokedAt === null).map((row) => [row.stallCodeId, row]))
    for (const print of await codes.listLivePrints(tx, marketId)) {
      if (live.delete(print.stallCodeId)) continue
      await codes.updatePrint(tx, marketId, print.stallCodeId, { revokedAt: ctx.now })
      await appendEvent(ctx, tx, 'stall_code.revoked', { stallCodeId: print.stallCodeId, stallId: print.stallId })
    }
    const sign = await stallCodeSigner(ctx, tx)
    const rows = [...live.values()].map(({ stallCodeId, stallId, version, issuedAt }) => ({
      marketId,
      stallCodeId,
      stallId,
      version,
      code: sign(stallId, version),
      issuedAt,
    }))
    await codes.insertPrints(tx, rows)
    if (rows.length > 0) {
      await appendAudit(ctx, tx, {
        action: 'stall_code.print',
        subjectKind: 'market',
        subjectId: marketId,
        summary: `制作 ${rows.length} 个摊位收款码`,
      })
      await appendEvent(ctx, tx, 'stall_codes.printed', { count: rows.length })
    }
    return { printed: rows.length }
  })

/** A patrol scans what hangs at a stall. Throws stall.not_found. */
export const scanStallCode = async (
  ctx: Ctx,
  input: { stallId: string; content: string },
): Promise<{ verdict: keyof typeof scanLabels }> =>
  withTransaction(ctx, async (tx) => {
    const marketId = marketOf(ctx)
    if (!(await listStallCodesById(tx, marketId, [input.stallId])).has(input.stallId))
      throw new AppError('stall.not_found', { code: input.stallId })
    const reading = await readStallCode(ctx.deps, tx, input.content)
    const print = reading.verdict === 'foreign' || reading.print.marketId !== marketId ? undefined : reading.print
    const verdict: keyof typeof scanLabels =
      print === undefined
        ? 'foreign'
        : reading.verdict === 'ours' && print.stallId !== input.stallId
          ? 'other_stall'
          : reading.verdict
    const stallCodeScanId = newId(ctx, 'stallCodeScan')
    await codes.insertScan(tx, {
      marketId,
      stallCodeScanId,
      stallId: input.stallId,
      stallCodeId: print?.stallCodeId ?? null,
      verdict,
      content: input.content.slice(0, 500),
      scannedBy: actorName(ctx),
      scannedAt: ctx.now,
    })
    if (verdict === 'ours' && print !== undefined)
      await codes.updatePrint(tx, marketId, print.stallCodeId, { lastSeenAt: ctx.now })
    await appendAudit(ctx, tx, {
      action: 'stall_code.scan',
      subjectKind: 'stall',
      subjectId: input.stallId,
      summary: `巡查收款码：${scanLabels[verdict]}`,
    })
    await appendEvent(ctx, tx, 'stall_code.scanned', { stallCodeScanId, stallId: input.stallId, verdict })
    return { verdict }
  })

const scanLabels = {
  ours: '是本摊位发放的码',
  other_stall: '是别的摊位的码',
  revoked: '是已停用的码',
  foreign: '不是本市场发放的码',
} as const

/** Codes unseen for 30 days, and foreign, misplaced or withdrawn codes found in that time. */
export const listStallCodePatrol = async (ctx: Ctx) =>
  withTransaction(ctx, async (tx) => {
    const since = new Date(ctx.now.getTime() - unseenDays * dayMs)
    const unseen = await codes.listUnseenPrints(tx, marketOf(ctx), since)
    const bad = await codes.listBadScans(tx, marketOf(ctx), since)
    const printed = new Set((await codes.listLivePrints(tx, marketOf(ctx))).map((row) => row.stallCodeId))
    const live = (await listIssuedCodes(tx, marketOf(ctx))).filter((row) => row.revokedAt === null)
    const names = await listStallCodesById(
      tx,
      marketOf(ctx),
      [...unseen, ...bad].map((row) => row.stallId),
    )
    return {
      printed: printed.size,
      toPrint: live.filter((row) => !printed.has(row.stallCodeId)).length,
      asOf: ctx.now.toISOString(),
      unseen: unseen.map((row) => ({
        stallId: row.stallId,
        stallCode: names.get(row.stallId) ?? '',
        version: row.version,
        issuedAt: row.issuedAt.toISOString(),
        lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
      })),
      findings: bad.map((row) => ({
        stallId: row.stallId,
        stallCode: names.get(row.stallId) ?? '',
        verdict: row.verdict,
        content: row.content,
        scannedBy: row.scannedBy,
        scannedAt: row.scannedAt.toISOString(),
      })),
    }
  })
