/** 蓝牙信标: the list of what hangs in the market, and the form that says where. */
import { Button, Empty, Flex, Form, Input, InputNumber, Select } from 'antd'
import { type ReactNode, useMemo, useState } from 'react'
import type { ListSearch } from '../../lib/search-params.ts'
import { useCan } from '../../lib/session.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { type PlanDetail, useSetBeacons } from './api.ts'
import {
  beaconKey,
  type BeaconRow,
  beaconRows,
  beaconsShown,
  spotsOf,
  withBeacon,
  withoutBeacon,
} from './beacon-model.ts'
import { pageOf } from './model.ts'

interface Props {
  readonly plan: PlanDetail
  readonly list: ListSearch
}

export const Beacons = ({ plan, list }: Props): ReactNode => {
  const can = useCan()
  const save = useSetBeacons(plan.planId, false)
  const [edited, setEdited] = useState<BeaconRow | 'new'>()
  const all = useMemo(() => beaconRows(plan.beacons, plan.levels), [plan])
  const rows = beaconsShown(all, list.q)
  const add = can.write && (
    <Button type="primary" onClick={() => setEdited('new')}>
      登记信标
    </Button>
  )
  return (
    <>
      {all.length === 0 ? (
        <Empty description="还没有登记信标。登记以后，消费者的手机能知道自己在哪个分区；位置只在手机上算，不上传。">
          {add}
        </Empty>
      ) : (
        <>
          <Flex wrap gap="small" justify="space-between">
            <ListToolbar>
              <SearchBox list={list} hint="搜索编号、摊位、分区" />
            </ListToolbar>
            {add}
          </Flex>
          <DataTable
            label="蓝牙信标"
            rows={pageOf(rows, list.page, list.pageSize)}
            rowKey={(b) => b.key}
            list={list}
            total={rows.length}
            columns={[
              { key: 'number', title: '编号', card: 'heading', render: (b) => `${b.major} - ${b.minor}` },
              { key: 'uuid', title: 'UUID', render: (b) => <span className="mono-text">{b.uuid}</span> },
              { key: 'beside', title: '挂在哪里', render: (b) => b.beside ?? '—' },
              { key: 'zone', title: '分区', render: (b) => b.zone ?? '—' },
              { key: 'level', title: '楼层', render: (b) => b.levelName },
              ...(can.write
                ? [
                    {
                      key: 'actions',
                      title: '操作',
                      card: 'actions' as const,
                      render: (b: BeaconRow) => (
                        <Flex gap="small">
                          <Button size="small" onClick={() => setEdited(b)}>
                            改
                          </Button>
                          <ConfirmButton
                            title="去掉这个信标？"
                            description="手机听到它时就不知道在哪里了。"
                            okText="去掉"
                            onConfirm={() => save.mutateAsync(withoutBeacon(plan.beacons, b))}
                            button={{ size: 'small', danger: true, children: '去掉' }}
                          />
                        </Flex>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </>
      )}
      <BeaconForm plan={plan} edited={edited} last={all.at(-1)} onClose={() => setEdited(undefined)} />
    </>
  )
}

interface Values {
  readonly uuid: string
  readonly major: number
  readonly minor: number
  readonly spot?: string
}
interface FormProps {
  readonly plan: PlanDetail
  readonly edited: BeaconRow | 'new' | undefined
  /** Whose UUID and number the next one most likely continues. */
  readonly last: BeaconRow | undefined
  readonly onClose: () => void
}

const BeaconForm = ({ plan, edited, last, onClose }: FormProps): ReactNode => {
  const save = useSetBeacons(plan.planId, true)
  const spots = useMemo(() => spotsOf(plan.levels), [plan])
  const before = edited === 'new' || edited === undefined ? null : edited
  const number = { min: 0, max: 65_535, precision: 0, style: { width: '100%' } } as const
  const submit = async ({ uuid, major, minor, spot }: Values): Promise<unknown> => {
    const place = spots.find(({ key }) => key === spot) ?? before
    if (place === null) return undefined
    const { levelId, x, y } = place
    return save.mutateAsync(withBeacon(plan.beacons, before, { uuid: uuid.trim(), major, minor, levelId, x, y }))
  }
  return (
    <FormDrawer<Values>
      title={before === null ? '登记信标' : `信标 ${before.major} - ${before.minor}`}
      open={edited !== undefined}
      onClose={onClose}
      initialValues={
        before ?? (last === undefined ? {} : { uuid: last.uuid, major: last.major, minor: last.minor + 1 })
      }
      onSubmit={submit}
    >
      <Form.Item
        name="uuid"
        label="UUID"
        extra="写在信标的说明书或外壳上，36 个字符；同一批信标一般相同"
        rules={[
          {
            required: true,
            pattern: /^\s*[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\s*$/,
            message: 'UUID 格式不对，例如 FDA50693-A4E2-4FB1-AFCF-C6EB07647825',
          },
        ]}
      >
        <Input className="mono-text" maxLength={40} />
      </Form.Item>
      <Form.Item name="major" label="Major（0–65535）" rules={[{ required: true, message: '请填 Major' }]}>
        <InputNumber {...number} />
      </Form.Item>
      <Form.Item
        name="minor"
        label="Minor（0–65535）"
        dependencies={['uuid', 'major']}
        rules={[
          { required: true, message: '请填 Minor' },
          ({ getFieldsValue }) => ({
            validator: () => {
              const { uuid = '', major = 0, minor = 0 } = getFieldsValue() as Partial<Values>
              const key = beaconKey({ uuid: uuid.trim(), major, minor })
              const others = before === null ? plan.beacons : withoutBeacon(plan.beacons, before)
              return others.some((one) => beaconKey(one) === key)
                ? Promise.reject(new Error('这个信标已经登记过了'))
                : Promise.resolve()
            },
          }),
        ]}
      >
        <InputNumber {...number} />
      </Form.Item>
      <Form.Item
        name="spot"
        label="挂在哪里"
        extra={before === null ? '选它旁边的摊位、出入口或设施' : `现在：${before.beside ?? '—'}。不选就不改`}
        rules={[{ required: before === null, message: '请选它旁边的摊位、出入口或设施' }]}
      >
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          placeholder="输入摊位号查找"
          options={spots.map(({ key, label }) => ({ value: key, label }))}
        />
      </Form.Item>
    </FormDrawer>
  )
}
