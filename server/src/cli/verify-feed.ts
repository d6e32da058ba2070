/** `verify-feed FILE|URL`: proves a stretch of feed on any machine, without a database, from the public keys alone. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Api } from '@smart-market/shared/api.ts'
import { createClient } from '@smart-market/shared/client.ts'
import { signedHead, feedEvent } from '@smart-market/shared/contracts/feeds.ts'
import { paths } from '@smart-market/shared/generated/paths.ts'
import { z } from 'zod'
import { type Proof, verifyStretch } from '../feed/verify-stretch.ts'

/** What `export-feed` writes and `verify-feed` reads. */
export const feedFile = z.object({
  marketId: z.string(),
  keys: z.record(z.string(), z.string()),
  heads: z.array(signedHead),
  events: z.array(feedEvent),
})
export type FeedFile = z.output<typeof feedFile>

export interface VerifyOptions {
  /** FILE with `{keyId: PEM}`: keys from elsewhere instead of those that came with the feed. */
  readonly keysFile?: string | undefined
  readonly marketCode?: string | undefined
  /** Key with scope feed:read, for a URL. */
  readonly secret?: string | undefined
}

/** Throws when the source cannot be read or is no feed; a feed that fails the proof is an answer, not an error. */
export const verifyFeed = async (
  source: string,
  options: VerifyOptions,
): Promise<Proof & { readonly marketId: string }> => {
  const feed = /^https?:\/\//.test(source) ? await fetchFeed(source, options) : feedFile.parse(readJson(source))
  const keys =
    options.keysFile === undefined ? feed.keys : z.record(z.string(), z.string()).parse(readJson(options.keysFile))
  return { ...verifyStretch({ ...feed, keys }), marketId: feed.marketId }
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(path.resolve(process.cwd(), file), 'utf8'))

const fetchFeed = async (base: string, { marketCode, secret }: VerifyOptions): Promise<FeedFile> => {
  if (marketCode === undefined || secret === undefined)
    throw new Error('从网址核验需要 --market 市场代码 和 --secret 密钥')
  const client = createClient<Api>(
    paths,
    async (request) => {
      const response = await fetch(request.url, {
        method: request.method,
        headers: { ...request.headers, authorization: `Bearer ${secret}` },
      })
      return { status: response.status, data: await response.json() }
    },
    base.replace(/\/$/, ''),
  )
  const published = await client.listFeedKeys({ params: { marketCode } })
  const params = { marketId: published.marketId }
  const events: FeedFile['events'] = []
  for (;;) {
    const page = await client.listFeedEvents({ params, query: { after: events.at(-1)?.sequence ?? 0, limit: 1000 } })
    events.push(...page.events)
    if (page.events.length === 0 || events.length >= page.lastSequence) break
  }
  const { items } = await client.listSignedHeads({ params })
  return {
    marketId: published.marketId,
    keys: Object.fromEntries(published.items.map((key) => [key.keyId, key.publicKey])),
    heads: items,
    events,
  }
}
