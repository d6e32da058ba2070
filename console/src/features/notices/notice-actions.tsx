/** What may be done with a notice now, by whoever looks at it. */
import { Button, Flex, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useCan } from '../../lib/session.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { type Notice, usePublishNotice, useReturnNotice, useSubmitNotice, useWithdrawNotice } from './api.ts'

interface Props {
  readonly notice: Notice
  readonly onEdit: () => void
}

export const NoticeActions = ({ notice, onEdit }: Props): ReactNode => {
  const can = useCan()
  const publish = usePublishNotice()
  const submit = useSubmitNotice()
  const [asking, setAsking] = useState<'withdraw' | 'return'>()
  const { noticeId, state } = notice
  const isOpen = state === 'draft' || state === 'submitted'
  if (!can.write) return null
  return (
    <Flex gap="small" wrap>
      {state === 'draft' && (
        <Button size="small" onClick={onEdit}>
          修改
        </Button>
      )}
      {state === 'draft' && !can.operate && (
        <Button size="small" type="primary" loading={submit.isPending} onClick={() => submit.mutate(noticeId)}>
          提交审核
        </Button>
      )}
      {isOpen && can.operate && (
        <Button size="small" type="primary" loading={publish.isPending} onClick={() => publish.mutate(noticeId)}>
          {state === 'submitted' ? '审核通过并发布' : '发布'}
        </Button>
      )}
      {state === 'submitted' && can.operate && (
        <Button size="small" onClick={() => setAsking('return')}>
          退回
        </Button>
      )}
      {state === 'published' && can.operate && (
        <Button size="small" onClick={() => setAsking('withdraw')}>
          撤回
        </Button>
      )}
      <ReasonDrawer notice={notice} asking={asking} onClose={() => setAsking(undefined)} />
    </Flex>
  )
}

interface ReasonProps {
  readonly notice: Notice
  readonly asking: 'withdraw' | 'return' | undefined
  readonly onClose: () => void
}

const ReasonDrawer = ({ notice, asking, onClose }: ReasonProps): ReactNode => {
  const withdraw = useWithdrawNotice()
  const giveBack = useReturnNotice()
  const word = asking === 'return' ? '退回' : '撤回'
  return (
    <FormDrawer<{ reason: string }>
      title={`${word}「${notice.title}」`}
      open={asking !== undefined}
      onClose={onClose}
      submitLabel={word}
      onSubmit={({ reason }) =>
        (asking === 'return' ? giveBack : withdraw).mutateAsync({ noticeId: notice.noticeId, reason })
      }
    >
      <Form.Item
        name="reason"
        label={`${word}原因`}
        extra={asking === 'return' ? '写的人会看到' : '原因会公开在记录里，并记入操作日志'}
        rules={[{ required: true, message: `请写明${word}原因` }]}
      >
        <Input.TextArea rows={3} maxLength={200} showCount />
      </Form.Item>
    </FormDrawer>
  )
}
