import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Empty, Form, Input, Radio } from 'antd'
import { type ReactNode, useState } from 'react'
import { oneOf, useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { FilterSelect, ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { MarketLink } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { InspectionTabs } from '../inspections/inspection-tabs.tsx'
import { type Appeal, useAppeals, useDecideAppeal } from './api.ts'
import { appealStateList } from './model.ts'

const tones = { open: 'warn', upheld: 'good', rejected: 'off' } as const

export const Appeals = (): ReactNode => {
  const list = useListSearch()
  const can = useCan()
  const [deciding, setDeciding] = useState<Appeal>()
  const state = oneOf(list.values['state'], appealStateList)
  const appeals = useAppeals(useMarketId(), {
    q: list.q || undefined,
    state,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader title="信用申诉" note="申诉成立的，用一条更正记录抵消原记录；原记录不删除。" />
      <InspectionTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索经营户、摊位、申诉或裁决理由" />
        <FilterSelect list={list} name="state" label="全部状态" options={optionsOf(labels.appealState)} />
      </ListToolbar>
      <QueryView
        dated
        query={appeals}
        isEmpty={(d) => d.total === 0 && (list.q !== '' || state === undefined)}
        empty={<Empty description={list.q === '' ? '还没有申诉' : `没有和「${list.q}」有关的申诉`} />}
      >
        {(data) => (
          <DataTable
            label="信用申诉"
            rows={data.items}
            rowKey={(a) => a.appealId}
            list={list}
            total={data.total}
            loading={appeals.isPlaceholderData}
            columns={[
              { key: 'text', title: '申诉理由', card: 'heading', render: (a) => a.text },
              {
                key: 'merchant',
                title: '经营户',
                render: (a) => <MarketLink target={{ creditOf: a.merchantId }}>{a.merchantName}</MarketLink>,
              },
              { key: 'at', title: '提出于', render: (a) => <AsOf at={a.openedAt} bare /> },
              {
                key: 'state',
                title: '状态',
                render: (a) => <StatusTag tone={tones[a.state]}>{labels.appealState[a.state]}</StatusTag>,
              },
              { key: 'decision', title: '裁决理由', card: 'wide', render: (a) => a.decision ?? '—' },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (a) =>
                  a.state === 'open' &&
                  can.operate && (
                    <Button size="small" type="primary" onClick={() => setDeciding(a)}>
                      裁决
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </QueryView>
      {deciding && <Decision appeal={deciding} onClose={() => setDeciding(undefined)} />}
    </>
  )
}

const Decision = ({ appeal, onClose }: { appeal: Appeal; onClose: () => void }): ReactNode => {
  const decide = useDecideAppeal(appeal.appealId)
  return (
    <FormDrawer<{ upheld: boolean; decision: string }>
      title="裁决申诉"
      open
      onClose={onClose}
      submitLabel="裁决"
      onSubmit={(values) => decide.mutateAsync(values)}
    >
      <p className="notice-body">{appeal.text}</p>
      <Form.Item name="upheld" label="申诉是否成立" rules={[{ required: true, message: '请选择' }]}>
        <Radio.Group
          options={[
            { value: true, label: '成立，更正原记录' },
            { value: false, label: '不成立' },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="decision"
        label="裁决理由"
        rules={[{ required: true, whitespace: true, message: '请填写裁决理由' }]}
      >
        <Input.TextArea rows={4} maxLength={500} showCount />
      </Form.Item>
    </FormDrawer>
  )
}
