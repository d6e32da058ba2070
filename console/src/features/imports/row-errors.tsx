import type { ReactNode } from 'react'
import { countText } from '../../lib/format.ts'
import { DataTable } from '../../ui/data-table.tsx'
import type { RowError } from './model.ts'

interface Props {
  readonly label: string
  readonly errors: readonly RowError[]
}

/** Which cell of the person's own spreadsheet, and what is wrong with it. */
export const RowErrors = ({ label, errors }: Props): ReactNode => (
  <div className="row-errors">
    <DataTable
      label={label}
      rows={errors}
      rowKey={(e) => `${e.row}/${e.column}/${e.reason}`}
      columns={[
        { key: 'row', title: '行', numeric: true, card: 'heading', render: (e) => `第 ${countText(e.row)} 行` },
        { key: 'column', title: '列', render: (e) => e.column },
        {
          key: 'value',
          title: '文件里写的',
          render: (e) => (e.value === '' ? <span className="quiet">空</span> : e.value),
        },
        { key: 'reason', title: '问题', card: 'wide', render: (e) => e.reason },
      ]}
    />
  </div>
)
