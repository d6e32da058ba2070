import { Alert, Button, Flex, Input, Modal, message } from 'antd'
import type { ReactNode } from 'react'
import { verbs } from '../text.ts'

interface Props {
  readonly title: string
  /** What the secret is for and where to put it. */
  readonly hint: ReactNode
  readonly secret: string | undefined
  readonly onClose: () => void
}

/** A key that will never be shown again: the dialog closes only by its button. */
export const SecretOnce = ({ title, hint, secret, onClose }: Props): ReactNode => {
  const [toast, holder] = message.useMessage()
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(secret ?? '')
      void toast.success(verbs.copied)
    } catch {
      void toast.warning('浏览器不允许自动复制，请手动选中后复制')
    }
  }
  return (
    <Modal
      open={secret !== undefined}
      title={title}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      onOk={onClose}
      okText="我已保存好"
      cancelButtonProps={{ style: { display: 'none' } }}
    >
      {holder}
      <Alert type="warning" showIcon title="密钥只显示这一次，关闭后无法再看到。" style={{ marginBottom: 12 }} />
      <Flex gap="small">
        <Input readOnly value={secret ?? ''} aria-label="密钥" onFocus={(e) => e.target.select()} className="mono" />
        <Button onClick={() => void copy()}>{verbs.copy}</Button>
      </Flex>
      <div style={{ marginTop: 12 }}>{hint}</div>
    </Modal>
  )
}
