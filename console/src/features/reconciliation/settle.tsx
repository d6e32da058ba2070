/** How a difference or a quarantined notice is settled: by a person, with words. */
import { Button, Form, Input } from 'antd'
import type { ReactNode } from 'react'
import { FormDrawer } from '../../ui/form-drawer.tsx'

export const SettleButton = ({ onClick }: { onClick: () => void }): ReactNode => (
  <Button size="small" onClick={onClick}>
    写明处理
  </Button>
)

interface Props<T> {
  /** Open while there is one. */
  readonly of: T | undefined
  readonly onClose: () => void
  readonly settle: (one: T, note: string) => Promise<unknown>
  readonly hint?: (one: T) => string
}

export const SettleDrawer = <T,>({ of: one, onClose, settle, hint }: Props<T>): ReactNode => (
  <FormDrawer<{ note: string }>
    title="写明怎么处理"
    open={one !== undefined}
    onClose={onClose}
    submitLabel="结案"
    onSubmit={({ note }) => (one === undefined ? Promise.resolve() : settle(one, note))}
  >
    {one !== undefined && hint !== undefined && <p>{hint(one)}</p>}
    <Form.Item name="note" label="处理说明" rules={[{ required: true, message: '请写明怎么处理的' }]}>
      <Input.TextArea rows={4} maxLength={300} />
    </Form.Item>
  </FormDrawer>
)
