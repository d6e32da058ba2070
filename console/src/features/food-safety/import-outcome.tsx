/** Takes a file and tells what came of it: how many were new, known or not taken, and why not. */
import { Alert } from 'antd'
import { type ReactNode, useState } from 'react'
import { errorText } from '../../lib/errors.ts'
import { countText } from '../../lib/format.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'

interface Outcome<E> {
  readonly created: number
  readonly alreadyKnown: number
  readonly rejected: number
  readonly errors: readonly E[]
}
interface Props<E> {
  readonly accept: string
  readonly hint: string
  readonly send: { readonly mutateAsync: (file: File) => Promise<Outcome<E>>; readonly isPending: boolean }
  /** Of the list of what was not taken. */
  readonly label: string
  readonly rowKey: (error: E) => string
  readonly columns: readonly Column<E>[]
}

export const ImportWithOutcome = <E extends object>({
  accept,
  hint,
  send,
  label,
  rowKey,
  columns,
}: Props<E>): ReactNode => {
  const [done, setDone] = useState<Outcome<E>>()
  const [refusal, setRefusal] = useState<string>()
  const take = async (file: File): Promise<void> => {
    setRefusal(undefined)
    setDone(undefined)
    try {
      setDone(await send.mutateAsync(file))
    } catch (error) {
      setRefusal(errorText(error))
    }
  }
  return (
    <>
      {refusal !== undefined && <Alert type="error" showIcon title={refusal} style={{ marginBottom: 12 }} />}
      <FileDrop accept={accept} hint={hint} busy={send.isPending} onFile={(file) => void take(file)} />
      {done && (
        <div role="status" style={{ marginTop: 12 }}>
          <p>
            新登记 {countText(done.created)} 条，以前导入过 {countText(done.alreadyKnown)} 条，没有导入{' '}
            {countText(done.rejected)} 条。
          </p>
          {done.errors.length > 0 && <DataTable label={label} rows={done.errors} rowKey={rowKey} columns={columns} />}
        </div>
      )}
    </>
  )
}
