import { Alert, Button, Card, Flex } from 'antd'
import { type ReactNode, useState } from 'react'
import { errorText } from '../../lib/errors.ts'
import { countText } from '../../lib/format.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { usePreviewImport } from './api.ts'
import { ColumnSelect } from './column-select.tsx'
import {
  type ImportView,
  type Mapping,
  missingFields,
  type Preview,
  sampleOf,
  setField,
  sharedColumns,
  unusedColumns,
} from './model.ts'

interface Props {
  readonly view: ImportView
  readonly onChecked: (mapping: Mapping, preview: Preview) => void
  readonly onRestart: () => void
}

export const MappingStep = ({ view, onChecked, onRestart }: Props): ReactNode => {
  const [mapping, setMapping] = useState<Mapping>(view.mapping)
  const preview = usePreviewImport(view.importId)
  const missing = missingFields(view, mapping)
  const shared = sharedColumns(view, mapping)
  const unused = unusedColumns(view, mapping)
  // A file whose columns are all known need not show the thirty fields that it does not have.
  const [showAll, setShowAll] = useState(unused.length > 0)
  const shown = showAll
    ? view.fields
    : view.fields.filter((f) => f.required || view.mapping[f.field] || mapping[f.field])
  const hidden = view.fields.length - shown.length
  return (
    <Card title={`「${view.fileName}」${countText(view.rowCount)} 行，哪一列是什么？`}>
      <div className="stack">
        {view.mappingRemembered && <Alert type="success" showIcon title="和上次的文件格式一样，已按上次的对应填好。" />}
        {preview.error && <Alert type="error" showIcon title={errorText(preview.error)} />}
        <DataTable
          label="列的对应"
          rows={shown}
          rowKey={(f) => f.field}
          columns={[
            {
              key: 'label',
              title: '系统里的内容',
              card: 'heading',
              render: (f) => (
                <>
                  {f.label}
                  {f.required && <span className="required"> 必填</span>}
                  {f.hint !== '' && <div className="quiet hint">{f.hint}</div>}
                </>
              ),
            },
            {
              key: 'heading',
              title: '文件里的列',
              card: 'wide',
              render: (f) => (
                <ColumnSelect
                  label={f.label}
                  required={f.required}
                  headings={view.headings}
                  value={mapping[f.field]}
                  onChange={(heading) => setMapping(setField(mapping, f.field, heading))}
                />
              ),
            },
            { key: 'sample', title: '例如', card: 'wide', render: (f) => sampleOf(view, mapping[f.field]) || '—' },
          ]}
        />
        {hidden > 0 && (
          <Button type="link" className="inline-button" onClick={() => setShowAll(true)}>
            还有 {countText(hidden)} 项文件里没有，点这里全部列出
          </Button>
        )}
        {shared.length > 0 && <Alert type="warning" showIcon title={`「${shared.join('、')}」用了两次，请确认。`} />}
        {unused.length > 0 && <div className="quiet">不会读取的列：{unused.join('、')}</div>}
        <Flex wrap gap="small">
          <Button
            type="primary"
            disabled={missing.length > 0}
            loading={preview.isPending}
            onClick={() => preview.mutate(mapping, { onSuccess: (result) => onChecked(mapping, result) })}
          >
            下一步：检查
          </Button>
          <Button onClick={onRestart}>换一个文件</Button>
        </Flex>
        {missing.length > 0 && <div className="required">还要指定：{missing.join('、')}</div>}
      </div>
    </Card>
  )
}
