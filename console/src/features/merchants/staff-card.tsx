import { Button, Card, Flex, Form, Input, Switch } from 'antd'
import { type ReactNode, useState } from 'react'
import { useToday } from '../../lib/clock.ts'
import type { Body } from '../../lib/client.ts'
import { blankToNull } from '../../lib/forms.ts'
import { useCan } from '../../lib/session.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Merchant, type StaffMember, useAddHealthCertificate, useAddStaff, useRemoveStaff } from './api.ts'
import { healthState } from './model.ts'

export const StaffCard = ({ merchant }: { merchant: Merchant }): ReactNode => {
  const can = useCan()
  const today = useToday()
  const [adding, setAdding] = useState(false)
  const [certifying, setCertifying] = useState<StaffMember>()
  const remove = useRemoveStaff(merchant.merchantId)
  return (
    <Card
      title="从业人员"
      size="small"
      extra={can.write && <Button onClick={() => setAdding(true)}>登记从业人员</Button>}
    >
      <DataTable
        label="从业人员"
        rows={merchant.staffMembers}
        rowKey={(s) => s.staffMemberId}
        emptyText="还没有登记从业人员"
        columns={[
          { key: 'name', title: '姓名', card: 'heading', render: (s) => s.name },
          { key: 'duty', title: '岗位', render: (s) => s.duty ?? '—' },
          { key: 'resident', title: '身份证号', render: (s) => s.residentIdMasked ?? '—' },
          {
            key: 'certificates',
            title: '健康证',
            render: (s) =>
              s.healthCertificates.length === 0
                ? '—'
                : s.healthCertificates.map((c) => (
                    <div key={c.healthCertificateId} className="nowrap">
                      {c.numberMasked} 至 {c.validTo}
                    </div>
                  )),
          },
          {
            key: 'state',
            title: '状态',
            render: (s) => <StatusTag tone={healthState(s, today).tone}>{healthState(s, today).text}</StatusTag>,
          },
          {
            key: 'actions',
            title: '操作',
            card: 'actions',
            render: (s) =>
              can.write && (
                <Flex gap="small" wrap>
                  <Button size="small" onClick={() => setCertifying(s)}>
                    登记健康证
                  </Button>
                  <ConfirmButton
                    title={`${s.name} 已离岗？`}
                    description="离岗后不再计入本户的从业人员。"
                    okText="登记离岗"
                    onConfirm={() => remove.mutateAsync(s.staffMemberId)}
                    button={{ size: 'small', danger: true, children: '离岗' }}
                  />
                </Flex>
              ),
          },
        ]}
      />
      <StaffForm merchant={merchant} open={adding} onClose={() => setAdding(false)} />
      <HealthForm merchantId={merchant.merchantId} member={certifying} onClose={() => setCertifying(undefined)} />
    </Card>
  )
}

const StaffForm = ({
  merchant,
  open,
  onClose,
}: {
  merchant: Merchant
  open: boolean
  onClose: () => void
}): ReactNode => {
  const add = useAddStaff(merchant.merchantId)
  return (
    <FormDrawer<Body<'addStaffMember'>>
      title="登记从业人员"
      open={open}
      onClose={onClose}
      initialValues={{ requiresHealthCertificate: merchant.sellsReadyToEat }}
      onSubmit={(values) => add.mutateAsync(blankToNull(values))}
    >
      <Form.Item name="name" label="姓名" rules={[{ required: true, message: '请填写姓名' }]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="duty" label="岗位">
        <Input maxLength={40} placeholder="例如 熟食切配" />
      </Form.Item>
      <Form.Item name="residentId" label="身份证号" extra="加密保存，页面上只显示首尾几位">
        <Input maxLength={18} autoComplete="off" />
      </Form.Item>
      <Form.Item name="requiresHealthCertificate" label="接触直接入口食品，应有健康证" valuePropName="checked">
        <Switch checkedChildren="是" unCheckedChildren="否" />
      </Form.Item>
    </FormDrawer>
  )
}

interface HealthProps {
  readonly merchantId: string
  readonly member: StaffMember | undefined
  readonly onClose: () => void
}

const HealthForm = ({ merchantId, member, onClose }: HealthProps): ReactNode => {
  const add = useAddHealthCertificate(merchantId, member?.staffMemberId ?? '')
  return (
    <FormDrawer<Body<'addHealthCertificate'>>
      title={`登记健康证：${member?.name ?? ''}`}
      open={member !== undefined}
      onClose={onClose}
      onSubmit={(values) => add.mutateAsync(blankToNull(values))}
    >
      <Form.Item name="number" label="健康证编号" rules={[{ required: true, message: '请填写健康证编号' }]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="validFrom" label="有效期自">
        <DateField />
      </Form.Item>
      <Form.Item name="validTo" label="有效期至" rules={[{ required: true, message: '请选择日期' }]}>
        <DateField />
      </Form.Item>
    </FormDrawer>
  )
}
