import { labels } from '@smart-market/shared/text/zh.ts'
import { Alert, Button, Card, Empty, Flex } from 'antd'
import { type ReactNode, useState } from 'react'
import { countText } from '../../lib/format.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId, useMe } from '../../lib/session.ts'
import { rolesIn } from '../../lib/permissions.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { LinkButton } from '../../ui/market-link.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { type Template, useRounds, useTemplates } from './api.ts'
import { readDraft } from './draft-store.ts'
import { InspectionTabs } from './inspection-tabs.tsx'
import { TemplateForm } from './template-form.tsx'

/** Staff, operators and inspectors go round; districts and cities watch. */
export const useMayInspect = (): boolean => {
  const marketId = useMarketId()
  const me = useMe()
  const roles = me.data === undefined ? [] : rolesIn(me.data.memberships, marketId)
  return roles.some((role) => role === 'market_staff' || role === 'market_operator' || role === 'inspector')
}

export const Inspections = (): ReactNode => {
  const marketId = useMarketId()
  const can = useCan()
  const mayInspect = useMayInspect()
  const [writing, setWriting] = useState<{ template?: Template }>()
  const waiting = readDraft(marketId)
  return (
    <>
      <PageHeader
        title="检查"
        actions={
          can.operate && (
            <Button type="primary" onClick={() => setWriting({})}>
              新建检查表
            </Button>
          )
        }
      />
      <InspectionTabs />
      <div className="stack">
        {waiting !== null && (
          <Alert
            type="warning"
            showIcon
            title={`「${waiting.template.name}」有一份没交的检查，保存在这台设备上。`}
            action={<LinkButton goTo={{ page: 'round' }}>接着做</LinkButton>}
          />
        )}
        <Templates mayInspect={mayInspect} onEdit={(template) => setWriting({ template })} />
        <Rounds />
      </div>
      <TemplateForm {...writing} open={writing !== undefined} onClose={() => setWriting(undefined)} />
    </>
  )
}

const Templates = ({ mayInspect, onEdit }: { mayInspect: boolean; onEdit: (t: Template) => void }): ReactNode => {
  const templates = useTemplates(useMarketId())
  const can = useCan()
  return (
    <Card size="small" title="检查表" extra={templates.data && <AsOf at={templates.data.asOf} />}>
      <QueryView
        query={templates}
        rows={3}
        isEmpty={(d) => d.items.length === 0}
        empty={<Empty description="还没有检查表。先建一张：卫生、证照、明码标价、消防通道、电子秤都可以各建一张。" />}
      >
        {(data) => (
          <DataTable
            label="检查表"
            rows={data.items}
            rowKey={(t) => t.templateId}
            columns={[
              { key: 'name', title: '检查表', card: 'heading', render: (t) => t.name },
              { key: 'kind', title: '类型', render: (t) => labels.inspectionKind[t.kind] },
              { key: 'items', title: '检查项', numeric: true, render: (t) => `${t.items.length} 项` },
              { key: 'every', title: '多久一次', numeric: true, render: (t) => `${t.everyDays} 天` },
              { key: 'last', title: '上次', render: (t) => <AsOf at={t.lastFinishedAt} bare never="从未" /> },
              {
                key: 'due',
                title: '状态',
                render: (t) =>
                  t.due ? <StatusTag tone="warn">该查了</StatusTag> : <StatusTag tone="good">还没到期</StatusTag>,
              },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (t) => (
                  <Flex gap="small">
                    {mayInspect && (
                      <LinkButton
                        size="small"
                        {...(t.due && { type: 'primary' as const })}
                        goTo={{ page: 'round', search: { template: t.templateId } }}
                      >
                        开始检查
                      </LinkButton>
                    )}
                    {can.operate && (
                      <Button size="small" onClick={() => onEdit(t)}>
                        修订
                      </Button>
                    )}
                  </Flex>
                ),
              },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}

const Rounds = (): ReactNode => {
  const list = useListSearch()
  const rounds = useRounds(useMarketId(), { q: list.q || undefined, page: list.page, pageSize: list.pageSize })
  return (
    <Card size="small" title="检查记录">
      <ListToolbar>
        <SearchBox list={list} hint="搜索检查表、检查人、备注" />
      </ListToolbar>
      <QueryView
        query={rounds}
        rows={3}
        isEmpty={(d) => d.total === 0}
        empty={<Empty description={list.q === '' ? '还没有检查过' : '没有这样的检查记录'} />}
      >
        {(data) => (
          <DataTable
            label="检查记录"
            rows={data.items}
            rowKey={(r) => r.inspectionId}
            list={list}
            total={data.total}
            loading={rounds.isPlaceholderData}
            columns={[
              {
                key: 'name',
                title: '检查',
                card: 'heading',
                render: (r) => `${r.templateName}（第 ${r.templateVersion} 版）`,
              },
              { key: 'who', title: '检查人', render: (r) => r.inspectorName },
              { key: 'at', title: '完成', render: (r) => <AsOf at={r.finishedAt} bare /> },
              { key: 'places', title: '查了', numeric: true, render: (r) => `${countText(r.stallCount)} 个摊位` },
              { key: 'items', title: '检查项', numeric: true, render: (r) => `${countText(r.itemCount)} 项` },
              {
                key: 'findings',
                title: '发现问题',
                numeric: true,
                render: (r) => `${countText(r.findingCount)} 个`,
              },
            ]}
          />
        )}
      </QueryView>
    </Card>
  )
}
