import { Alert, Button, Card, Flex, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import { errorText } from '../../lib/errors.ts'
import { countText } from '../../lib/format.ts'
import { useCommitImport } from './api.ts'
import { choices, type CommitMode, defaultMode, type ImportView, type Mapping, type Preview } from './model.ts'
import { RowErrors } from './row-errors.tsx'

interface Props {
  readonly view: ImportView
  readonly mapping: Mapping
  readonly preview: Preview
  readonly onBack: () => void
  readonly onRestart: () => void
}

export const PreviewStep = ({ view, mapping, preview, onBack, onRestart }: Props): ReactNode => {
  const [mode, setMode] = useState<CommitMode>(defaultMode(preview))
  const commit = useCommitImport(view.importId)
  const options = choices(preview)
  const chosen = options.find((c) => c.mode === mode)
  return (
    <div className="stack">
      <Card title="检查结果（还没有写入）">
        <div className="stack">
          <Alert
            showIcon
            type={preview.badRows === 0 ? 'success' : 'warning'}
            title={
              preview.badRows === 0
                ? `${countText(preview.goodRows)} 行全部正确`
                : `${countText(preview.goodRows)} 行正确，${countText(preview.badRows)} 行有问题`
            }
            description={`将新增 ${countText(preview.toCreate)} 行，更新 ${countText(preview.toUpdate)} 行，${countText(preview.unchanged)} 行和现有记录一样。`}
          />
          {commit.error && <Alert type="error" showIcon title={errorText(commit.error)} />}
          <Radio.Group value={mode} onChange={(e) => setMode(e.target.value as CommitMode)} className="choice-group">
            {options.map((c) => (
              <Radio key={c.mode} value={c.mode} disabled={!c.possible}>
                <strong>{c.label}</strong>
                <div className="quiet">{c.hint}</div>
              </Radio>
            ))}
          </Radio.Group>
          <Flex wrap gap="small">
            <Button
              type="primary"
              disabled={chosen?.possible !== true}
              loading={commit.isPending}
              onClick={() => commit.mutate({ mapping, mode })}
            >
              开始导入
            </Button>
            <Button onClick={onBack}>返回对应列</Button>
            <Button onClick={onRestart}>换一个文件</Button>
          </Flex>
        </div>
      </Card>
      {preview.errors.length > 0 && (
        <Card
          size="small"
          title={`有问题的单元格（${preview.errors.length}${preview.badRows > preview.errors.length ? '，只列出前面的' : ''}）`}
        >
          <RowErrors label="有问题的单元格" errors={preview.errors} />
        </Card>
      )}
      {preview.warnings.length > 0 && (
        <Card size="small" title={`会导入，但请看一眼（${preview.warnings.length}）`}>
          <RowErrors label="提醒" errors={preview.warnings} />
        </Card>
      )}
    </div>
  )
}
