import { Button, Flex, Input, InputNumber, Upload } from 'antd'
import { type ReactNode, useState } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { useMarketId } from '../../lib/session.ts'
import { type Entry, type Leaf, type Sheet, useAddEvidence } from './api.ts'
import { measuredText } from './model.ts'

interface Props {
  readonly leaf: Leaf
  readonly entry: Entry
  readonly evidence: Sheet['evidence']
  /** Both absent: to read only. */
  readonly evaluationId?: string
  readonly onChange?: (entry: Entry) => void
}

/** One leaf of the rubric: what is asked, what the records say, the assessor's points, reason and evidence. */
export const SheetRow = ({ leaf, entry, evidence, evaluationId, onChange }: Props): ReactNode => (
  <section className="sheet-row" aria-label={leaf.name}>
    <div>
      <strong>
        {leaf.row === leaf.name ? leaf.name : `${leaf.row} · ${leaf.name}`}（{leaf.max} 分）
      </strong>
      <div className="quiet">{leaf.statement}</div>
      {leaf.measured && <Measured leaf={leaf} entry={entry} {...(onChange ? { onChange } : {})} />}
    </div>
    <div>
      {onChange ? (
        <Fields leaf={leaf} entry={entry} onChange={onChange} />
      ) : (
        <>
          <strong className="number">{entry.points === '' ? '没有打分' : `${entry.points} 分`}</strong>
          <div className="notice-body">{entry.rationale}</div>
          {entry.evidenceNote !== '' && <div className="quiet">佐证：{entry.evidenceNote}</div>}
        </>
      )}
      <Files leaf={leaf} evidence={evidence} {...(evaluationId === undefined ? {} : { evaluationId })} />
    </div>
  </section>
)

const Measured = ({ leaf, entry, onChange }: Pick<Props, 'leaf' | 'entry' | 'onChange'>): ReactNode => {
  const { measured } = leaf
  if (measured === null) return null
  const reasons = measured.reasons.join('；')
  return (
    <div className="measured">
      {measuredText(measured)}
      {reasons !== '' && `：${reasons}`}
      {onChange && measured.low === measured.high && (
        <Button
          type="link"
          size="small"
          onClick={() =>
            onChange({
              ...entry,
              points: String(measured.low),
              rationale: entry.rationale || `按系统实测：${reasons || '各项符合'}`.slice(0, 1000),
            })
          }
        >
          采用
        </Button>
      )}
    </div>
  )
}

const Fields = ({
  leaf,
  entry,
  onChange,
}: Pick<Props, 'leaf' | 'entry'> & { onChange: (entry: Entry) => void }): ReactNode => (
  <Flex vertical gap={8}>
    <InputNumber<string>
      stringMode
      min="0"
      max={String(leaf.max)}
      precision={2}
      aria-label={`${leaf.name}得分`}
      placeholder={`0 到 ${leaf.max}`}
      suffix="分"
      style={{ width: 160 }}
      value={entry.points === '' ? null : entry.points}
      formatter={(value) =>
        value === undefined
          ? ''
          : String(value)
              .replace(/(\.\d*?)0+$/, '$1')
              .replace(/\.$/, '')
      }
      onChange={(value) => onChange({ ...entry, points: value === null ? '' : trimmed(value) })}
    />
    <Input.TextArea
      aria-label={`${leaf.name}理由`}
      placeholder="评分理由：看了什么，扣在哪里"
      autoSize={{ minRows: 1, maxRows: 6 }}
      maxLength={1000}
      value={entry.rationale}
      onChange={(event) => onChange({ ...entry, rationale: event.target.value })}
    />
    <Input
      aria-label={`${leaf.name}佐证`}
      placeholder="佐证说明（可以不填）"
      maxLength={500}
      value={entry.evidenceNote}
      onChange={(event) => onChange({ ...entry, evidenceNote: event.target.value })}
    />
  </Flex>
)
/** `9.50` → `9.5`, as the sheet shows it. */
const trimmed = (value: string): string => String(Number(value))

const Files = ({ leaf, evidence, evaluationId }: Pick<Props, 'leaf' | 'evidence' | 'evaluationId'>): ReactNode => {
  const marketId = useMarketId()
  const [added, setAdded] = useState<Sheet['evidence']>([])
  const add = useAddEvidence(evaluationId ?? '')
  const files = [...evidence, ...added]
  return (
    <Flex wrap gap="small" align="center" className="sheet-files">
      {files.map((file) =>
        evaluationId === undefined ? (
          <span key={file.evidenceId}>{file.fileName}</span>
        ) : (
          <a
            key={file.evidenceId}
            href={downloadUrl('getSheetEvidence', {
              params: { marketId, evaluationId, evidenceId: file.evidenceId },
            })}
            download
          >
            {file.fileName}
          </a>
        ),
      )}
      {evaluationId !== undefined && (
        <Upload
          accept=".pdf,.png,.jpg,.jpeg"
          showUploadList={false}
          beforeUpload={(file) => {
            add.mutate(
              { leafId: leaf.leafId, file },
              { onSuccess: (made) => setAdded([...added, { ...made, leafId: leaf.leafId }]) },
            )
            return false
          }}
        >
          <Button size="small" loading={add.isPending} aria-label={`${leaf.name}上传佐证`}>
            上传佐证
          </Button>
        </Upload>
      )}
    </Flex>
  )
}
