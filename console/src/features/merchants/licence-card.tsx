import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Card, Flex, Form, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { useToday } from '../../lib/clock.ts'
import type { Body } from '../../lib/client.ts'
import { blankToNull } from '../../lib/forms.ts'
import { useCan } from '../../lib/session.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Licence, type Merchant, useRemoveLicence, useSaveLicence } from './api.ts'
import { licenceState } from './model.ts'

export const LicenceCard = ({ merchant }: { merchant: Merchant }): ReactNode => {
  const can = useCan()
  const today = useToday()
  const [form, setForm] = useState<{ licence?: Licence }>()
  const remove = useRemoveLicence(merchant.merchantId)
  return (
    <Card title="证照" size="small" extra={can.write && <Button onClick={() => setForm({})}>登记证照</Button>}>
      <DataTable
        label="证照"
        rows={merchant.licences}
        rowKey={(l) => l.licenceId}
        emptyText="还没有登记证照"
        columns={[
          { key: 'kind', title: '证照', card: 'heading', render: (l) => labels.licenceKind[l.kind] },
          { key: 'number', title: '编号', render: (l) => l.number },
          { key: 'scope', title: '许可范围', render: (l) => l.scope ?? '—' },
          { key: 'validTo', title: '有效期至', numeric: true, render: (l) => l.validTo ?? '长期' },
          {
            key: 'state',
            title: '状态',
            render: (l) => <StatusTag tone={licenceState(l, today).tone}>{licenceState(l, today).text}</StatusTag>,
          },
          {
            key: 'actions',
            title: '操作',
            card: 'actions',
            render: (l) =>
              can.write && (
                <Flex gap="small">
                  <Button size="small" onClick={() => setForm({ licence: l })}>
                    修改
                  </Button>
                  <ConfirmButton
                    title="撤下这份证照？"
                    description="只用于登记错的证照。换新证请直接登记新的一份。"
                    okText="撤下"
                    onConfirm={() => remove.mutateAsync(l.licenceId)}
                    button={{ size: 'small', danger: true, children: '撤下' }}
                  />
                </Flex>
              ),
          },
        ]}
      />
      <LicenceForm
        merchantId={merchant.merchantId}
        {...form}
        open={form !== undefined}
        onClose={() => setForm(undefined)}
      />
    </Card>
  )
}

interface FormProps {
  readonly merchantId: string
  readonly licence?: Licence
  readonly open: boolean
  readonly onClose: () => void
}

const LicenceForm = ({ merchantId, licence, open, onClose }: FormProps): ReactNode => {
  const save = useSaveLicence(merchantId, licence?.licenceId)
  return (
    <FormDrawer<Body<'addLicence'>>
      title={licence ? '修改证照' : '登记证照'}
      open={open}
      onClose={onClose}
      initialValues={
        licence
          ? {
              kind: licence.kind,
              number: licence.number,
              scope: licence.scope,
              validFrom: licence.validFrom,
              validTo: licence.validTo,
            }
          : { kind: 'business' }
      }
      onSubmit={(values) => save.mutateAsync(blankToNull(values))}
    >
      <Form.Item name="kind" label="证照">
        <Select options={optionsOf(labels.licenceKind)} />
      </Form.Item>
      <Form.Item name="number" label="证照编号" rules={[{ required: true, message: '请填写证照编号' }]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="scope" label="许可范围">
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <Form.Item name="validFrom" label="有效期自">
        <DateField />
      </Form.Item>
      <Form.Item name="validTo" label="有效期至" extra="空着表示长期有效">
        <DateField />
      </Form.Item>
    </FormDrawer>
  )
}
