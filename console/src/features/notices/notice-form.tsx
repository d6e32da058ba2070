import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Checkbox, Flex, Form, Input, Radio, Select, Upload, type UploadFile } from 'antd'
import { type ReactNode, useState } from 'react'
import { useCan } from '../../lib/session.ts'
import { DateField } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { type Notice, type NoticeDraft, type NoticeTopic, useRemoveAttachment, useSaveNotice } from './api.ts'
import { allPlaces } from './kinds.ts'
import { stepsAfterSaving } from './model.ts'

interface Props {
  readonly notice?: Notice
  readonly kind?: NoticeTopic['kind']
  readonly open: boolean
  readonly onClose: () => void
}
interface Values extends Omit<NoticeDraft, 'files'> {
  readonly uploads?: { readonly fileList: readonly UploadFile[] }
}

export const NoticeForm = ({ notice, kind, open, onClose }: Props): ReactNode => {
  const save = useSaveNotice(notice?.noticeId)
  const can = useCan()
  const steps = stepsAfterSaving(can.operate)
  const submit = ({ uploads, ...values }: Values) => {
    const files = (uploads?.fileList ?? []).flatMap((file) => file.originFileObj ?? [])
    return save.mutateAsync({ ...values, files })
  }
  return (
    <FormDrawer<Values>
      title={notice ? '修改草稿' : '写一条公示'}
      open={open}
      onClose={onClose}
      initialValues={{
        kind: notice?.kind ?? kind ?? 'news',
        places: notice?.places ?? [...allPlaces],
        after: steps[0]?.value ?? 'draft',
        ...(notice && { title: notice.title, body: notice.body }),
      }}
      onSubmit={submit}
    >
      <Form.Item name="kind" label="类别">
        <Select options={optionsOf(labels.noticeKind)} />
      </Form.Item>
      <Form.Item name="title" label="标题" rules={[{ required: true, message: '请填写标题' }]}>
        <Input maxLength={80} showCount />
      </Form.Item>
      <Form.Item name="body" label="正文" rules={[{ required: true, message: '请填写正文' }]}>
        <Input.TextArea rows={10} maxLength={20_000} />
      </Form.Item>
      {notice && notice.attachments.length > 0 && <KeptAttachments notice={notice} />}
      <Form.Item name="uploads" label="附件" extra="PDF、PNG 或 JPEG，最多 5 个，每个不超过 10 MB">
        <Upload multiple accept=".pdf,.png,.jpg,.jpeg" beforeUpload={() => false}>
          <Button>选择文件</Button>
        </Upload>
      </Form.Item>
      <Form.Item name="places" label="在哪里展示" rules={[{ required: true, message: '请至少选择一处' }]}>
        <Checkbox.Group options={optionsOf(labels.noticePlace)} />
      </Form.Item>
      <Form.Item name="after" label="保存后">
        <Radio.Group options={[...steps]} />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(a: Values, b: Values) => a.after !== b.after}>
        {({ getFieldValue }) =>
          getFieldValue('after') === 'schedule' && (
            <Form.Item
              name="publishOn"
              label="发布日期"
              extra="当天早上开市前自动发布"
              rules={[{ required: true, message: '请选择日期' }]}
            >
              <DateField />
            </Form.Item>
          )
        }
      </Form.Item>
    </FormDrawer>
  )
}

const KeptAttachments = ({ notice }: { notice: Notice }): ReactNode => {
  const remove = useRemoveAttachment()
  const [gone, setGone] = useState<readonly string[]>([])
  return (
    <Form.Item label="已有的附件">
      {notice.attachments
        .filter((each) => !gone.includes(each.attachmentId))
        .map(({ attachmentId, fileName }) => (
          <Flex key={attachmentId} gap="small" align="center">
            <span>{fileName}</span>
            <Button
              size="small"
              loading={remove.isPending}
              onClick={() =>
                remove.mutate(
                  { noticeId: notice.noticeId, attachmentId },
                  { onSuccess: () => setGone([...gone, attachmentId]) },
                )
              }
            >
              去掉
            </Button>
          </Flex>
        ))}
    </Form.Item>
  )
}
