/** Rows from the server: a table on a desk, cards on a phone; page, search and order live in the address. */
import { Grid, Pagination, Table, type TableProps } from 'antd'
import { type ReactNode, useEffect, useRef } from 'react'
import { countText } from '../lib/format.ts'
import type { ListSearch } from '../lib/search-params.ts'

export interface Column<T> {
  readonly key: string
  readonly title: string
  readonly render: (row: T) => ReactNode
  /** Right-aligned, with digits of equal width. */
  readonly numeric?: boolean
  /** Name of the server's sort field. */
  readonly sort?: string
  /** On a phone: the card's heading, the row of buttons under it, or a value that needs the whole width. */
  readonly card?: 'heading' | 'actions' | 'wide'
  readonly width?: number
}

interface Props<T> {
  /** Read by screen readers. */
  readonly label: string
  readonly rows: readonly T[]
  readonly rowKey: (row: T) => string
  readonly columns: readonly Column<T>[]
  /** Given together for lists that the server pages. */
  readonly list?: ListSearch
  readonly total?: number
  readonly loading?: boolean
  readonly emptyText?: ReactNode
  /** A few short columns stay a table on a phone too. */
  readonly short?: boolean
  /** Order that the server uses when the address names none. */
  readonly defaultSort?: string
}

export const DataTable = <T extends object>(props: Props<T>): ReactNode => {
  const narrow = Grid.useBreakpoint().md === false
  return (
    <div className="data-table" aria-busy={props.loading === true}>
      {narrow && props.short !== true ? <Cards {...props} /> : <DeskTable {...props} />}
      <Pages {...props} />
    </div>
  )
}

/** Rows that are wider than the page are moved by the arrow keys too: then, and only then, the keyboard stops there. */
const useReachableScroll = (label: string) => {
  const table = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const scroller = table.current?.querySelector<HTMLElement>('.ant-table-content')
    if (scroller === null || scroller === undefined) return
    const judge = (): void => {
      const moves = scroller.scrollWidth > scroller.clientWidth
      for (const [name, value] of Object.entries({ tabindex: '0', role: 'region', 'aria-label': label }))
        if (moves) scroller.setAttribute(name, value)
        else scroller.removeAttribute(name)
    }
    const watch = new ResizeObserver(judge)
    watch.observe(scroller)
    for (const inside of scroller.children) watch.observe(inside)
    return () => watch.disconnect()
  }, [label])
  return table
}

const DeskTable = <T extends object>(props: Props<T>): ReactNode => {
  const { list, columns, defaultSort } = props
  const sorted = list?.sort ?? defaultSort
  const direction = list?.order === 'desc' ? 'descend' : 'ascend'
  const onChange: TableProps<T>['onChange'] = (_pages, _filters, sorter) => {
    const one = Array.isArray(sorter) ? sorter[0] : sorter
    const column = columns.find((c) => c.key === one?.columnKey)
    list?.set(
      one?.order && column?.sort
        ? { sort: column.sort, order: one.order === 'descend' ? 'desc' : 'asc', page: undefined }
        : { sort: undefined, order: undefined, page: undefined },
    )
  }
  const table = useReachableScroll(props.label)
  return (
    <div ref={table}>
      <Table<T>
        aria-label={props.label}
        size="middle"
        rowKey={props.rowKey}
        dataSource={[...props.rows]}
        loading={props.loading === true}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <span className="quiet">{props.emptyText ?? '没有符合条件的记录'}</span> }}
        onChange={onChange}
        columns={columns.map((c) => ({
          key: c.key,
          title: c.title,
          render: (_value: unknown, row: T) =>
            c.numeric === true || c.card === 'actions' ? (
              c.render(row)
            ) : (
              <div className={c.card === 'wide' ? 'cell wide' : 'cell'}>{c.render(row)}</div>
            ),
          ...(c.width === undefined ? {} : { width: c.width }),
          ...(c.numeric === true ? { align: 'right' as const, className: 'number' } : {}),
          ...(c.sort !== undefined && list
            ? { sorter: true, sortOrder: sorted === c.sort ? direction : null, showSorterTooltip: false }
            : {}),
        }))}
      />
    </div>
  )
}

const Cards = <T extends object>({ label, rows, rowKey, columns, emptyText }: Props<T>): ReactNode => {
  if (rows.length === 0) return <div className="card-row quiet">{emptyText ?? '没有符合条件的记录'}</div>
  const heading = columns.find((c) => c.card === 'heading') ?? columns[0]
  const actions = columns.find((c) => c.card === 'actions')
  return (
    <ul className="card-list" aria-label={label}>
      {rows.map((row) => (
        <li key={rowKey(row)} className="card-row">
          <div className="card-heading">{heading?.render(row)}</div>
          <dl>
            {columns
              .filter((c) => c !== heading && c !== actions)
              .map((c) => (
                <div key={c.key} className={c.card}>
                  <dt>{c.title}</dt>
                  <dd className={c.numeric === true ? 'number' : undefined}>{c.render(row)}</dd>
                </div>
              ))}
          </dl>
          {actions && <div className="card-actions">{actions.render(row)}</div>}
        </li>
      ))}
    </ul>
  )
}

const Pages = <T extends object>({ list, total, rows }: Props<T>): ReactNode => {
  if (!list || total === undefined) return null
  if (total <= rows.length && list.page === 1) return <div className="quiet pages">共 {countText(total)} 条</div>
  return (
    <Pagination
      className="pages"
      align="end"
      responsive
      current={list.page}
      pageSize={list.pageSize}
      total={total}
      showSizeChanger
      pageSizeOptions={[20, 50, 100, 200]}
      showTotal={(n) => `共 ${countText(n)} 条`}
      onChange={(page, pageSize) => list.set({ page: String(page), pageSize: String(pageSize) })}
    />
  )
}
