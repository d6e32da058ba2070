import { View } from '@tarojs/components'
import { useState } from 'react'
import { attachmentUrl, openAttachment } from '../../platform/document.ts'
import { text } from '../../text.ts'
import { Button } from '../../ui/button.tsx'
import { NoticeBar } from '../../ui/notice-bar.tsx'
import { Picture } from '../../ui/picture.tsx'

interface Paper {
  readonly attachmentId: string
  readonly fileName: string
  readonly mediaType: string
  readonly size: number
}
interface NoticePapersProps {
  readonly marketCode: string
  readonly noticeId: string
  readonly papers: readonly Paper[]
}

/** Pictures stand on the page; a PDF opens in the phone's reader, and says how large it is before it is loaded. */
export const NoticePapers = ({ marketCode, noticeId, papers }: NoticePapersProps) => {
  const [failed, setFailed] = useState(false)
  if (papers.length === 0) return null
  const at = ({ attachmentId }: Paper) => ({ marketCode, noticeId, attachmentId })
  const open = (paper: Paper): void => {
    setFailed(false)
    openAttachment(at(paper)).catch(() => setFailed(true))
  }
  return (
    <View className="notice__papers">
      <View className="notice__when">{text.notice.papers}</View>
      {papers.map((paper) =>
        paper.mediaType === 'application/pdf' ? (
          <Button
            key={paper.attachmentId}
            id={`paper-${paper.attachmentId}`}
            kind="plain"
            text={text.notice.openPaper(paper.fileName, Math.ceil(paper.size / 1024))}
            onTap={() => open(paper)}
          />
        ) : (
          <Picture key={paper.attachmentId} source={attachmentUrl(at(paper))} name={paper.fileName} />
        ),
      )}
      {failed && <NoticeBar tone="bad" text={text.notice.paperFailed} />}
    </View>
  )
}
