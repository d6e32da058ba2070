import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type Body, client, type Item, type Output, type Query } from '../../lib/client.ts'
import { marketKey, useMarketMutation } from '../../lib/query.ts'

export type ComplaintRow = Item<'listComplaints'>
export type Complaint = Output<'getComplaint'>
export type Clock = Complaint['clocks'][number]
export type Move = Complaint['moves'][number]
export type ComplaintAction = Complaint['allowed'][number]
export type ReportRow = Item<'listReports'>
export type Report = Output<'getReport'>
export type ReportAction = Report['allowed'][number]

export const useComplaints = (marketId: string, query: Query<'listComplaints'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'complaints', query),
    queryFn: () => client.listComplaints({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useComplaint = (marketId: string, complaintId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'complaint', complaintId),
    queryFn: () => client.getComplaint({ params: { marketId, complaintId } }),
  })

export const useRegisterComplaint = () =>
  useMarketMutation(
    (body: Body<'createComplaint'>, marketId) => client.createComplaint({ params: { marketId }, body }),
    { quiet: true },
  )

export const useMoveComplaint = (complaintId: string) =>
  useMarketMutation(
    (body: Body<'moveComplaint'>, marketId) => client.moveComplaint({ params: { marketId, complaintId }, body }),
    { done: '已记录', quiet: true },
  )

export const useReports = (marketId: string, query: Query<'listReports'>) =>
  useQuery({
    queryKey: marketKey(marketId, 'reports', query),
    queryFn: () => client.listReports({ params: { marketId }, query }),
    placeholderData: keepPreviousData,
  })

export const useReport = (marketId: string, reportId: string) =>
  useQuery({
    queryKey: marketKey(marketId, 'report', reportId),
    queryFn: () => client.getReport({ params: { marketId, reportId } }),
  })

export const useMoveReport = (reportId: string) =>
  useMarketMutation(
    (body: Body<'moveReport'>, marketId) => client.moveReport({ params: { marketId, reportId }, body }),
    { done: '已记录', quiet: true },
  )
