import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type Listing = Item<'listListings'>
export type PriceChange = Item<'listPriceHistory'>

export const useListings = (marketId: string, query: Query<'listListings'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'listings', query),
    queryFn: () => client.listListings({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

const mostTags = 200

/** Every listing on sale of a stall, or of the market, page after page, for printing. */
export const useTagListings = (marketId: string, stallId: string | undefined) =>
  useQuery({
    queryKey: marketKey(marketId, 'price-tags', stallId),
    queryFn: async () => {
      const items: Listing[] = []
      for (let page = 1; ; page++) {
        const query = { stallId, state: 'on_sale' as const, page, pageSize: mostTags }
        const found = await client.listListings({ params: { marketId }, query })
        items.push(...found.items)
        if (found.items.length === 0 || items.length >= found.total) return { items }
      }
    },
  })

export const useMarketCode = (marketId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'overview'),
    queryFn: () => client.getMarketOverview({ params: { marketId } }),
    select: ({ market }) => ({ code: market.code, name: market.name, demo: market.demo }),
  })

export const usePriceHistory = (marketId: string, listingId: string | undefined) =>
  useQuery({
    queryKey: marketKey(marketId, 'price-history', listingId),
    queryFn: () =>
      client.listPriceHistory({ params: { marketId, listingId: listingId ?? '' }, query: { pageSize: 50 } }),
    enabled: listingId !== undefined,
  })

export const useCommodities = () =>
  useQuery({ queryKey: ['commodities'], queryFn: () => client.listCommodities(), staleTime: 3_600_000 })

export const useCreateListing = () =>
  useMarketMutation((body: Body<'createListing'>, marketId) => client.createListing({ params: { marketId }, body }), {
    done: '已上架',
    quiet: true,
  })

export const useUpdateListing = () =>
  useMarketMutation(
    ({ listingId, ...body }: Body<'updateListing'> & { listingId: string }, marketId) =>
      client.updateListing({ params: { marketId, listingId }, body }),
    { done: '已保存' },
  )

export const useSetPrice = () =>
  useMarketMutation(
    (change: { listingId: string; priceFen: number }, marketId) =>
      client.setPrices({ params: { marketId }, body: { changes: [change] } }),
    { done: ({ changed }) => (changed === 0 ? '价格没变，记为今天确认' : '已改价'), quiet: true },
  )

export const useAddPhoto = (listingId: string) =>
  useMarketMutation(
    (photo: File, marketId) =>
      client.addListingPhoto({ params: { marketId, listingId }, upload: { fileName: photo.name, bytes: photo } }),
    { done: '已上传' },
  )
export const useRemovePhoto = (listingId: string) =>
  useMarketMutation(
    (photoId: string, marketId) => client.removeListingPhoto({ params: { marketId, listingId, photoId } }),
    { done: '已删掉' },
  )

/** The batch that a listing sells now, and the one that should be sold first of its name. */
export const useListingBatch = (marketId: string, { listingId, stallCode, name }: Listing) =>
  useQuery({
    queryKey: marketKey(marketId, 'listing-batch', listingId),
    queryFn: async () => {
      const { market } = await client.getMarketOverview({ params: { marketId } })
      const [shown, { batch }] = await Promise.all([
        client.listPublicBatches({ params: { marketCode: market.code, stallCode } }),
        client.suggestBatch({ params: { marketId }, query: { stallCode, commodityName: name } }),
      ])
      return { linked: shown.items.find((item) => item.listingId === listingId)?.traceCode ?? null, suggested: batch }
    },
  })

export const useStallBatches = (marketId: string, query: Query<'listBatches'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'stall-batches', query),
    queryFn: () => client.listBatches({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useLinkBatch = (listingId: string) =>
  useMarketMutation(
    (batchId: string | null, marketId) =>
      client.linkListingBatch({ params: { marketId, listingId }, body: { batchId } }),
    { done: '已改' },
  )
