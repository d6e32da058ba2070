/** Photos and scans as a form field: each goes up at once, the value is the ids that the server gave. */
import { UploadOutlined } from '@ant-design/icons'
import { App, Button, Flex, Tag, Upload } from 'antd'
import { type ReactNode, useState } from 'react'
import { errorText } from '../../lib/errors.ts'
import { useUploadPaper } from './api.ts'

interface Props {
  readonly id?: string
  readonly value?: readonly string[]
  readonly onChange?: (fileIds: readonly string[]) => void
  readonly most?: number
}

export const PaperFiles = ({ id, value = [], onChange, most = 5 }: Props): ReactNode => {
  const upload = useUploadPaper()
  const { message } = App.useApp()
  const [names, setNames] = useState<Readonly<Record<string, string>>>({})
  const add = async (file: File): Promise<void> => {
    try {
      const { fileId } = await upload.mutateAsync(file)
      setNames((known) => ({ ...known, [fileId]: file.name }))
      onChange?.([...value, fileId])
    } catch (error) {
      void message.error(errorText(error), 6)
    }
  }
  return (
    <Flex wrap gap="small" align="center">
      {value.map((fileId) => (
        <Tag key={fileId} closable onClose={() => onChange?.(value.filter((one) => one !== fileId))}>
          {names[fileId] ?? '已上传'}
        </Tag>
      ))}
      <Upload
        {...(id === undefined ? {} : { id })}
        accept="image/png,image/jpeg,application/pdf"
        showUploadList={false}
        disabled={value.length >= most}
        beforeUpload={(file) => {
          void add(file)
          return false
        }}
      >
        <Button icon={<UploadOutlined />} loading={upload.isPending} disabled={value.length >= most}>
          上传照片或 PDF
        </Button>
      </Upload>
    </Flex>
  )
}
