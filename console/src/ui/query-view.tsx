/** Owns the five states of anything that is read: loading, error, forbidden, empty, data. */
import { Alert, Button, Empty, Result, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { ApiError } from '../lib/client.ts'
import { errorText, isForbidden } from '../lib/errors.ts'
import { verbs } from '../text.ts'
import { AsOf } from './as-of.tsx'

interface QueryLike<T> {
  readonly data: T | undefined
  readonly error: Error | null
  readonly dataUpdatedAt: number
  readonly refetch: () => unknown
}

interface Props<T> {
  readonly query: QueryLike<T>
  readonly isEmpty?: (data: T) => boolean
  /** What to say, and what to do about it, when there is nothing yet. */
  readonly empty?: ReactNode
  readonly rows?: number
  /** Says below when it was read, where the page does not say so elsewhere. */
  readonly dated?: boolean
  readonly children: (data: T) => ReactNode
}

export const QueryView = <T,>({ query, isEmpty, empty, rows = 6, dated, children }: Props<T>): ReactNode => {
  const { data, error } = query
  if (data === undefined) return error ? <Refused error={error} retry={query.refetch} /> : <Loading rows={rows} />
  const stale = error !== null && (
    <Alert
      type="warning"
      showIcon
      title={
        <>
          没能读到最新内容，下面是 <AsOf at={new Date(query.dataUpdatedAt).toISOString()} bare /> 的。{errorText(error)}
        </>
      }
      action={
        <Button size="small" onClick={() => query.refetch()}>
          {verbs.retry}
        </Button>
      }
      style={{ marginBottom: 16 }}
    />
  )
  return (
    <>
      {stale}
      {isEmpty?.(data) === true ? (empty ?? <Empty description="还没有记录" />) : children(data)}
      {dated === true && (
        <div className="dated">
          <AsOf at={new Date(query.dataUpdatedAt).toISOString()} />
        </div>
      )}
    </>
  )
}

const Loading = ({ rows }: { rows: number }): ReactNode => (
  <div role="status" aria-label="正在读取">
    <Skeleton active paragraph={{ rows }} />
  </div>
)

const Refused = ({ error, retry }: { error: Error; retry: () => unknown }): ReactNode => {
  if (isForbidden(error)) return <Result status="403" title="没有权限" subTitle={errorText(error)} />
  const requestId = error instanceof ApiError ? error.requestId : undefined
  return (
    <Result
      status="error"
      title="没有读到内容"
      subTitle={
        <>
          {errorText(error)}
          {requestId !== undefined && <div className="quiet">编号 {requestId}</div>}
        </>
      }
      extra={
        <Button type="primary" onClick={() => retry()}>
          {verbs.retry}
        </Button>
      }
    />
  )
}
