import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Card, Form, Input, InputNumber, Select } from 'antd'
import type { ReactNode } from 'react'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { type Template, type TemplateItem, useSaveTemplate } from './api.ts'

interface Props {
  readonly template?: Template
  readonly open: boolean
  readonly onClose: () => void
}
interface Values extends Pick<Template, 'kind' | 'name' | 'everyDays'> {
  readonly items: readonly (Omit<TemplateItem, 'itemId'> & { itemId?: string })[]
}

const freshItem = { severity: 'minor', rectifyDays: 3 } as const

/** A template and its items; saving an old one makes a new version, and rounds keep theirs. */
export const TemplateForm = ({ template, open, onClose }: Props): ReactNode => {
  const save = useSaveTemplate(template?.templateId)
  const submit = ({ items, ...values }: Values) => {
    const taken = new Set(items.flatMap((item) => item.itemId ?? []))
    let n = 0
    const nextId = (): string => {
      do n++
      while (taken.has(`item-${n}`))
      return `item-${n}`
    }
    return save.mutateAsync({ ...values, items: items.map((item) => ({ ...item, itemId: item.itemId ?? nextId() })) })
  }
  return (
    <FormDrawer<Values>
      title={template ? `修订「${template.name}」，成为第 ${template.version + 1} 版` : '新建检查表'}
      open={open}
      onClose={onClose}
      initialValues={
        template
          ? { kind: template.kind, name: template.name, everyDays: template.everyDays, items: template.items }
          : { kind: 'hygiene', everyDays: 7, items: [{ text: '', source: null, ...freshItem }] }
      }
      onSubmit={submit}
    >
      <Form.Item name="kind" label="类型">
        <Select options={optionsOf(labels.inspectionKind)} />
      </Form.Item>
      <Form.Item name="name" label="名称" rules={[{ required: true, message: '请填写名称' }]}>
        <Input maxLength={40} placeholder="例如 每日卫生" />
      </Form.Item>
      <Form.Item name="everyDays" label="多久查一次" rules={[{ required: true, message: '请填写天数' }]}>
        <InputNumber min={1} max={366} precision={0} suffix="天" style={{ width: '100%' }} />
      </Form.Item>
      <Form.List name="items">
        {(fields, { add, remove }) => (
          <div className="stack">
            {fields.map(({ key, name }) => (
              <Card
                key={key}
                size="small"
                title={`第 ${name + 1} 项`}
                extra={
                  fields.length > 1 && (
                    <Button size="small" onClick={() => remove(name)}>
                      去掉
                    </Button>
                  )
                }
              >
                <Form.Item
                  name={[name, 'text']}
                  label="查什么"
                  rules={[{ required: true, whitespace: true, message: '请写明查什么' }]}
                >
                  <Input maxLength={120} />
                </Form.Item>
                <Form.Item name={[name, 'source']} label="依据" extra="文件和条款；没有就空着">
                  <Input maxLength={200} />
                </Form.Item>
                <Form.Item name={[name, 'severity']} label="不合格算">
                  <Select options={optionsOf(labels.findingSeverity)} />
                </Form.Item>
                <Form.Item name={[name, 'rectifyDays']} label="几个工作日内整改">
                  <InputNumber min={1} max={60} precision={0} suffix="个工作日" style={{ width: '100%' }} />
                </Form.Item>
              </Card>
            ))}
            <Button onClick={() => add({ text: '', source: null, ...freshItem })}>再加一项</Button>
          </div>
        )}
      </Form.List>
    </FormDrawer>
  )
}
