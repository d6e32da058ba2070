import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Output, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type MerchantSummary = Item<'listMerchants'>
export type Merchant = Output<'getMerchant'>
export type Licence = Merchant['licences'][number]
export type StaffMember = Merchant['staffMembers'][number]

export const useMerchants = (marketId: string, query: Query<'listMerchants'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'merchants', query),
    queryFn: () => client.listMerchants({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useMerchant = (marketId: string, merchantId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'merchant', merchantId),
    queryFn: () => client.getMerchant({ params: { marketId, merchantId } }),
  })

/** Forms tell their own refusals, so their mutations are quiet. */
const form = { done: '已保存', quiet: true } as const

export const useSaveMerchant = (merchantId: string | undefined) =>
  useMarketMutation(
    (body: Body<'createMerchant'>, marketId) =>
      merchantId === undefined
        ? client.createMerchant({ params: { marketId }, body })
        : client.updateMerchant({ params: { marketId, merchantId }, body }),
    form,
  )

export const useStartTenancy = () =>
  useMarketMutation((body: Body<'startTenancy'>, marketId) => client.startTenancy({ params: { marketId }, body }), form)

export const useEndTenancy = () =>
  useMarketMutation(
    ({ tenancyId, to }: { tenancyId: string; to: string }, marketId) =>
      client.endTenancy({ params: { marketId, tenancyId }, body: { to } }),
    { done: '已办理退出', quiet: true },
  )

export const useSaveLicence = (merchantId: string, licenceId: string | undefined) =>
  useMarketMutation(
    (body: Body<'addLicence'>, marketId) =>
      licenceId === undefined
        ? client.addLicence({ params: { marketId, merchantId }, body })
        : client.updateLicence({ params: { marketId, merchantId, licenceId }, body }),
    form,
  )

export const useRemoveLicence = (merchantId: string) =>
  useMarketMutation(
    (licenceId: string, marketId) => client.removeLicence({ params: { marketId, merchantId, licenceId } }),
    { done: '已撤下' },
  )

export const useAddStaff = (merchantId: string) =>
  useMarketMutation(
    (body: Body<'addStaffMember'>, marketId) => client.addStaffMember({ params: { marketId, merchantId }, body }),
    form,
  )

export const useRemoveStaff = (merchantId: string) =>
  useMarketMutation(
    (staffMemberId: string, marketId) => client.removeStaffMember({ params: { marketId, merchantId, staffMemberId } }),
    { done: '已登记离岗' },
  )

export const useAddHealthCertificate = (merchantId: string, staffMemberId: string) =>
  useMarketMutation(
    (body: Body<'addHealthCertificate'>, marketId) =>
      client.addHealthCertificate({ params: { marketId, merchantId, staffMemberId }, body }),
    form,
  )
