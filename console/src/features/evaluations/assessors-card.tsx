import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Card, Form, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Evaluation, useAssignAssessor, useRemoveAssessor, useRoles } from './api.ts'

const groupWords = labels.assessorGroup

/** The three groups: who scores, and who is done. Points stay hidden until scoring is closed. */
export const AssessorsCard = ({ evaluation: e }: { evaluation: Evaluation }): ReactNode => {
  const roles = useRoles()
  const [assigning, setAssigning] = useState(false)
  const remove = useRemoveAssessor(e.evaluationId)
  const isCity = roles.includes('city_officer')
  const mayAssign =
    (isCity || roles.includes('district_officer')) && (e.state === 'forwarded' || e.state === 'evaluating')
  return (
    <Card
      size="small"
      title="评分人员"
      extra={mayAssign && <Button onClick={() => setAssigning(true)}>安排评分人员</Button>}
    >
      {e.closedAt === null && <p className="quiet">汇总之前，每张评分表只有本人能看。</p>}
      <DataTable
        label="评分人员"
        rows={e.assignments}
        rowKey={(each) => each.assessorId}
        emptyText="还没有安排评分人员。区县日常考核、第三方测评、市级综合评定三个组各至少一人。"
        columns={[
          {
            key: 'name',
            title: '评分人员',
            card: 'heading',
            render: (each) =>
              each.total === null ? (
                each.name
              ) : (
                <MarketLink target={{ sheetOf: e.evaluationId, assessorId: each.assessorId }}>{each.name}</MarketLink>
              ),
          },
          { key: 'group', title: '评分组', render: (each) => groupWords[each.group] },
          {
            key: 'state',
            title: '评分表',
            render: (each) =>
              each.submittedAt === null ? (
                <StatusTag tone="unknown">未提交</StatusTag>
              ) : (
                <>
                  <StatusTag tone="good">已提交</StatusTag> <AsOf at={each.submittedAt} bare />
                </>
              ),
          },
          { key: 'total', title: '总分', numeric: true, render: (each) => (each.total ? `${each.total} 分` : '—') },
          ...(mayAssign && e.state === 'forwarded'
            ? [
                {
                  key: 'do',
                  title: '操作',
                  card: 'actions' as const,
                  render: (each: Evaluation['assignments'][number]) =>
                    (isCity || each.group === 'district_daily') && (
                      <ConfirmButton
                        title={`撤下 ${each.name}？`}
                        okText="撤下"
                        onConfirm={() => remove.mutateAsync(each.assessorId)}
                        button={{ size: 'small', children: '撤下' }}
                      />
                    ),
                },
              ]
            : []),
        ]}
      />
      <AssignForm evaluationId={e.evaluationId} isCity={isCity} open={assigning} onClose={() => setAssigning(false)} />
    </Card>
  )
}

interface AssignProps {
  readonly evaluationId: string
  readonly isCity: boolean
  readonly open: boolean
  readonly onClose: () => void
}
const AssignForm = ({ evaluationId, isCity, open, onClose }: AssignProps): ReactNode => {
  const assign = useAssignAssessor(evaluationId)
  const options = optionsOf(groupWords).filter(({ value }) => isCity || value === 'district_daily')
  return (
    <FormDrawer<Body<'assignAssessor'>>
      title="安排评分人员"
      open={open}
      onClose={onClose}
      initialValues={{ group: options[0]?.value }}
      submitLabel="安排"
      onSubmit={({ group, loginName, displayName, password }) =>
        assign.mutateAsync({
          group,
          loginName,
          ...(displayName && password ? { displayName, password } : {}),
        })
      }
    >
      <Form.Item name="group" label="评分组">
        <Select options={options} />
      </Form.Item>
      <Form.Item
        name="loginName"
        label="账号"
        extra="已有账号的只填账号；还没有账号的，下面两项也要填，系统新建账号。"
        rules={[{ required: true, message: '请填写账号' }]}
      >
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="displayName" label="姓名（新账号）">
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Form.Item name="password" label="初始密码（新账号）" extra="至少 10 个字符。">
        <Input.Password maxLength={200} autoComplete="new-password" />
      </Form.Item>
    </FormDrawer>
  )
}
