/**
 * Printed stall codes: `/s/<code>`. A code is a random part and the market's signature over market, stall, version and
 * that part, so that a made-up code is told from a withdrawn one. Which version lives is counted by sales (`stall_codes`).
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Tx } from '../../context.ts'
import { type Ctx, type Deps, marketOf, withSystemTransaction } from '../../context.ts'
import { businessDate } from '@smart-market/shared/time.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { AppError } from '../../errors.ts'
import { lostPage, stallPage } from './pages.ts'
import { isLiveCode, readStallFace } from './report.ts'
import * as codes from './stall-code-store.ts'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const encode = (bytes: Uint8Array, length: number): string =>
  Array.from(bytes.subarray(0, length), (byte) => alphabet.charAt(byte & 31)).join('')

const randomLength = 10
const signatureLength = 8
const secretContext = 'stall_code_keys.secret'

const signatureOf = (secret: string, marketId: string, stallId: string, version: number, random: string): string =>
  encode(
    createHmac('sha256', Buffer.from(secret, 'hex')).update(`${marketId}\n${stallId}\n${version}\n${random}`).digest(),
    signatureLength,
  )

/** The market's signing secret, made on first use. */
const secretOf = async (ctx: Ctx, tx: Tx): Promise<string> => {
  const stored = await codes.findSecret(tx, marketOf(ctx))
  if (stored !== undefined) return ctx.deps.cipher.decrypt(stored, secretContext)
  const fresh = ctx.deps.cipher.encrypt(Buffer.from(ctx.deps.random(32)).toString('hex'), secretContext)
  await codes.insertSecret(tx, marketOf(ctx), fresh, ctx.now)
  return ctx.deps.cipher.decrypt((await codes.findSecret(tx, marketOf(ctx))) ?? fresh, secretContext)
}

/** Makes the texts to print: one for each stall and version. */
export const stallCodeSigner = async (ctx: Ctx, tx: Tx): Promise<(stallId: string, version: number) => string> => {
  const secret = await secretOf(ctx, tx)
  return (stallId, version) => {
    const random = encode(ctx.deps.random(randomLength), randomLength)
    return random + signatureOf(secret, marketOf(ctx), stallId, version, random)
  }
}

export type CodeReading =
  | { readonly verdict: 'ours' | 'revoked'; readonly print: codes.PrintRow }
  | { readonly verdict: 'foreign' }

/** Looks a scanned text up: the code itself, or an address that ends in `/s/<code>`. */
export const readStallCode = async (deps: Deps, tx: Tx, content: string): Promise<CodeReading> => {
  const code = /(?:^|\/s\/)([0-9a-z]{18})$/.exec(content.trim().toLowerCase())?.[1]
  const print = code === undefined ? undefined : await codes.findPrint(tx, code)
  if (code === undefined || print === undefined) return { verdict: 'foreign' }
  const stored = await codes.findSecret(tx, print.marketId)
  if (stored === undefined) return { verdict: 'foreign' }
  const expected = signatureOf(
    deps.cipher.decrypt(stored, secretContext),
    print.marketId,
    print.stallId,
    print.version,
    code.slice(0, randomLength),
  )
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(code.slice(randomLength)))) return { verdict: 'foreign' }
  const live = print.revokedAt === null && (await isLiveCode(tx, print.marketId, print.stallCodeId))
  return { verdict: live ? 'ours' : 'revoked', print }
}

/** Which stall a printed code means, for the mini-program's own scanner. Throws stall_code.not_found, stall_code.revoked. */
export const readPublicStallCode = async (ctx: Ctx, code: string) =>
  withSystemTransaction(ctx.deps, async (tx) => {
    const reading = await readStallCode(ctx.deps, tx, code)
    if (reading.verdict === 'revoked') throw new AppError('stall_code.revoked')
    const face =
      reading.verdict === 'ours'
        ? await readStallFace(tx, reading.print.marketId, reading.print.stallId, businessDate(ctx.now))
        : undefined
    if (face === undefined) throw new AppError('stall_code.not_found')
    return { marketCode: face.marketCode, stallCode: face.stallCode }
  })

/** The page behind a printed code, by the app that opened it. */
export const openStallCode = async (
  deps: Deps,
  code: string,
  userAgent: string,
): Promise<{ found: boolean; html: string }> =>
  withSystemTransaction(deps, async (tx) => {
    const reading = await readStallCode(deps, tx, code)
    if (reading.verdict !== 'ours')
      return {
        found: false,
        html: lostPage(
          '请不要付款',
          reading.verdict === 'revoked'
            ? '这个收款码已经停用。请向摊主或市场服务台要新的收款码。'
            : '这个收款码不是本市场发放的。请向市场服务台核实。',
        ),
      }
    const today = businessDate(deps.clock())
    const face = await readStallFace(tx, reading.print.marketId, reading.print.stallId, today)
    if (face === undefined) return { found: false, html: lostPage('请不要付款', '没有找到这个摊位。') }
    const query = `market=${encodeURIComponent(face.marketCode)}&stall=${encodeURIComponent(face.stallCode)}`
    const href = `/m/#/packages/shop/pay/index?${query}`
    // WeChat's browser cannot scan a code on its own screen.
    const next = /MicroMessenger/i.test(userAgent)
      ? { note: '要付款，请用微信「扫一扫」重新扫这个码，在小程序里付。', text: '先看看摊位', href }
      : { note: null, text: /AlipayClient/i.test(userAgent) ? '用支付宝付款' : '去付款', href }
    return {
      found: true,
      html: stallPage(
        {
          ...face,
          licences: face.licences.map((licence) => ({ ...licence, label: labels.licenceKind[licence.kind] })),
        },
        next,
      ),
    }
  })
