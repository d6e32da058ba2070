import { Button, type ButtonProps, Popconfirm } from 'antd'
import type { ReactNode } from 'react'

interface Props {
  readonly title: string
  /** What will happen, and whether it can be undone. */
  readonly description?: ReactNode
  readonly okText: string
  readonly onConfirm: () => Promise<unknown> | void
  readonly button: ButtonProps
}

export const ConfirmButton = ({ title, description, okText, onConfirm, button }: Props): ReactNode => (
  <Popconfirm
    title={title}
    description={description === undefined ? undefined : <div className="confirm-text">{description}</div>}
    okText={okText}
    cancelText="取消"
    // The refusal is told by the mutation itself; the bubble only has to close.
    onConfirm={() => {
      void Promise.resolve(onConfirm()).catch(() => undefined)
    }}
  >
    <Button {...button} />
  </Popconfirm>
)
