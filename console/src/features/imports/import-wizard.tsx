/** One wizard for every file that people bring: upload → columns → check → choose → result. */
import type { ImportKind } from '@smart-market/shared/contracts/imports.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, Card, Grid, Progress, Steps } from 'antd'
import { type ReactNode, useState } from 'react'
import { countText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { QueryView } from '../../ui/query-view.tsx'
import { useImport } from './api.ts'
import { ImportResult } from './import-result.tsx'
import { MappingStep } from './mapping-step.tsx'
import { type ImportView, type Mapping, type Preview, progressPercent, stepOf, stepOrder } from './model.ts'
import { PreviewStep } from './preview-step.tsx'
import { UploadStep } from './upload-step.tsx'

const titles = { upload: '上传文件', mapping: '对应列', preview: '检查', running: '写入', result: '完成' } as const

export const ImportWizard = ({ kind }: { kind: ImportKind }): ReactNode => {
  const { values, set } = useListSearch()
  const narrow = Grid.useBreakpoint().md === false
  const importId = values['import']
  const view = useImport(importId)
  const [checked, setChecked] = useState<{ importId: string; mapping: Mapping; preview: Preview }>()
  const current = checked !== undefined && checked.importId === importId ? checked : undefined
  const step = importId === undefined ? 'upload' : stepOf(view.data, current !== undefined)
  const restart = (): void => {
    setChecked(undefined)
    set({ import: undefined })
  }
  return (
    <div className="stack">
      <Card size="small">
        {narrow ? (
          <strong>
            第 {stepOrder.indexOf(step) + 1} 步，共 {stepOrder.length} 步：{titles[step]}
          </strong>
        ) : (
          <Steps size="small" current={stepOrder.indexOf(step)} items={stepOrder.map((s) => ({ title: titles[s] }))} />
        )}
      </Card>
      {importId === undefined ? (
        <UploadStep kind={kind} onUploaded={(id) => set({ import: id })} />
      ) : (
        <QueryView query={view}>
          {(data) =>
            data.kind !== kind ? (
              <Alert type="warning" showIcon title={`这次导入的是${labels.importKind[data.kind]}，不在这个页面。`} />
            ) : (
              <Body
                view={data}
                current={current}
                onChecked={(mapping, preview) => setChecked({ importId, mapping, preview })}
                onBack={() => setChecked(undefined)}
                onRestart={restart}
              />
            )
          }
        </QueryView>
      )}
    </div>
  )
}

interface BodyProps {
  readonly view: ImportView
  readonly current: { readonly mapping: Mapping; readonly preview: Preview } | undefined
  readonly onChecked: (mapping: Mapping, preview: Preview) => void
  readonly onBack: () => void
  readonly onRestart: () => void
}

const Body = ({ view, current, onChecked, onBack, onRestart }: BodyProps): ReactNode => {
  switch (view.state) {
    case 'uploaded':
      return current ? (
        <PreviewStep
          view={view}
          mapping={current.mapping}
          preview={current.preview}
          onBack={onBack}
          onRestart={onRestart}
        />
      ) : (
        <MappingStep view={view} onChecked={onChecked} onRestart={onRestart} />
      )
    case 'running':
      return (
        <Card>
          <div role="status">
            正在写入「{view.fileName}」：{countText(view.progress.done)} / {countText(view.progress.total)}{' '}
            行。可以离开本页，不会中断。
          </div>
          <Progress percent={progressPercent(view.progress)} status="active" />
        </Card>
      )
    case 'finished':
    case 'failed':
      return <ImportResult view={view} onRestart={onRestart} />
  }
}
