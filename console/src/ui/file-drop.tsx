import { InboxOutlined } from '@ant-design/icons'
import { Upload } from 'antd'
import type { ReactNode } from 'react'

interface Props {
  readonly accept: string
  readonly hint: string
  readonly busy: boolean
  readonly onFile: (file: File) => void
}

export const FileDrop = ({ accept, hint, busy, onFile }: Props): ReactNode => (
  <Upload.Dragger
    accept={accept}
    multiple={false}
    showUploadList={false}
    disabled={busy}
    beforeUpload={(file) => {
      onFile(file)
      return false
    }}
  >
    <p className="ant-upload-drag-icon">
      <InboxOutlined />
    </p>
    <p className="ant-upload-text">{busy ? '正在上传…' : '把文件拖到这里，或点击选择文件'}</p>
    <p className="ant-upload-hint">{hint}</p>
  </Upload.Dragger>
)
