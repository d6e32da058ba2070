import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Card, Flex, Input, Radio, Upload } from 'antd'
import type { ReactNode } from 'react'
import { StatusTag } from '../../ui/status-tag.tsx'
import type { TemplateItem } from './api.ts'
import { shrink } from './draft-store.ts'
import { type Answer, answerAt, type Draft, type DraftAnswer, placeLabel, withAnswer, withRestOk } from './model.ts'

interface Props {
  readonly draft: Draft
  readonly place: string
  readonly onChange: (draft: Draft) => void
}
const mostPhotos = 6
const answers = [
  { value: 'ok', label: '合格' },
  { value: 'not_ok', label: '有问题' },
  { value: 'not_applicable', label: '不适用' },
] as const satisfies readonly { value: Answer; label: string }[]

/** All items at one place; one tap says that the rest is in order. */
export const PlaceCard = ({ draft, place, onChange }: Props): ReactNode => (
  <Card
    title={placeLabel(place)}
    extra={<Button onClick={() => onChange(withRestOk(draft, place))}>其余都合格</Button>}
  >
    <div className="stack">
      {draft.template.items.map((item) => (
        <ItemAnswer
          key={item.itemId}
          item={item}
          answer={answerAt(draft, place, item.itemId)}
          onChange={(answer) => onChange(withAnswer(draft, place, item.itemId, answer))}
        />
      ))}
    </div>
  </Card>
)

interface ItemProps {
  readonly item: TemplateItem
  readonly answer: DraftAnswer | undefined
  readonly onChange: (answer: DraftAnswer) => void
}

const ItemAnswer = ({ item, answer, onChange }: ItemProps): ReactNode => {
  const now: DraftAnswer = answer ?? { answer: 'ok', note: '', photos: [] }
  return (
    <div>
      <Flex wrap gap="small" align="center" justify="space-between">
        <span>
          {item.text}{' '}
          {item.severity === 'serious' && <StatusTag tone="bad">{labels.findingSeverity.serious}</StatusTag>}
          {item.source !== null && <span className="quiet"> {item.source}</span>}
        </span>
        <Radio.Group
          optionType="button"
          aria-label={item.text}
          options={[...answers]}
          value={answer?.answer}
          onChange={(event) => onChange({ ...now, answer: event.target.value as Answer })}
        />
      </Flex>
      {answer?.answer === 'not_ok' && (
        <div className="stack" style={{ marginTop: 8 }}>
          <Input.TextArea
            rows={2}
            maxLength={500}
            value={answer.note}
            placeholder="写明什么问题、在哪里"
            aria-label={`${item.text}：什么问题`}
            onChange={(event) => onChange({ ...answer, note: event.target.value })}
          />
          <Flex wrap gap="small" align="center">
            {answer.photos.map((photo, i) => (
              <Photo
                key={photo.photoId ?? photo.data?.slice(-40) ?? i}
                data={photo.data}
                onRemove={() => onChange({ ...answer, photos: answer.photos.filter((_, n) => n !== i) })}
              />
            ))}
            {answer.photos.length < mostPhotos && (
              <Upload
                accept="image/*"
                capture="environment"
                showUploadList={false}
                beforeUpload={async (file) => {
                  const data = await shrink(file)
                  onChange({ ...answer, photos: [...answer.photos, { data, photoId: null }] })
                  return false
                }}
              >
                <Button>拍照</Button>
              </Upload>
            )}
          </Flex>
        </div>
      )}
    </div>
  )
}

const Photo = ({ data, onRemove }: { data: string | null; onRemove: () => void }): ReactNode => (
  <span>
    {data === null ? <StatusTag tone="good">照片已上传</StatusTag> : <img src={data} alt="现场照片" height={64} />}
    <Button size="small" type="link" onClick={onRemove}>
      去掉
    </Button>
  </span>
)
