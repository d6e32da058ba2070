import { labels } from '@smart-market/shared/text/zh.ts'
import { Form, Input, Radio, Select } from 'antd'
import type { ReactNode } from 'react'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { type Notice, type NoticeDraft, type NoticeTopic, useSaveNotice } from './api.ts'

interface Props {
  readonly notice?: Notice
  readonly kind?: NoticeTopic['kind']
  readonly open: boolean
  readonly onClose: () => void
}

export const NoticeForm = ({ notice, kind, open, onClose }: Props): ReactNode => {
  const save = useSaveNotice(notice?.noticeId)
  return (
    <FormDrawer<NoticeDraft>
      title={notice ? '修改草稿' : '写一条公示'}
      open={open}
      onClose={onClose}
      initialValues={
        notice
          ? { kind: notice.kind, title: notice.title, body: notice.body, publish: true }
          : { kind: kind ?? 'news', publish: true }
      }
      onSubmit={(values) => save.mutateAsync(values)}
    >
      <Form.Item name="kind" label="类别">
        <Select options={optionsOf(labels.noticeKind)} />
      </Form.Item>
      <Form.Item name="title" label="标题" rules={[{ required: true, message: '请填写标题' }]}>
        <Input maxLength={80} showCount />
      </Form.Item>
      <Form.Item name="body" label="正文" rules={[{ required: true, message: '请填写正文' }]}>
        <Input.TextArea rows={12} maxLength={20_000} />
      </Form.Item>
      <Form.Item name="publish" label="保存后">
        <Radio.Group
          options={[
            { value: true, label: '马上发布，消费者可见' },
            { value: false, label: '先存草稿' },
          ]}
        />
      </Form.Item>
    </FormDrawer>
  )
}
