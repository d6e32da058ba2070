import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Empty, Form, Input, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { type Body, downloadUrl } from '../../lib/client.ts'
import { blankToNull } from '../../lib/forms.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { CodeText } from '../../ui/code-text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, optionsOf, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useRegisterSupplier, useSuppliers } from './api.ts'
import { FoodSafetyTabs } from './food-safety-tabs.tsx'

export const Suppliers = (): ReactNode => {
  const list = useListSearch()
  const marketId = useMarketId()
  const can = useCan()
  const [adding, setAdding] = useState(false)
  const register = useRegisterSupplier()
  const suppliers = useSuppliers(marketId, { q: list.q, page: list.page, pageSize: list.pageSize })
  return (
    <>
      <PageHeader
        title="供货者"
        note="入场登记时填供货者编号；打印卡片交给供货者，入场时用扫码枪扫。"
        actions={
          can.write && (
            <Button type="primary" onClick={() => setAdding(true)}>
              登记供货者
            </Button>
          )
        }
      />
      <FoodSafetyTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索名称、编号" />
      </ListToolbar>
      <QueryView
        dated
        query={suppliers}
        isEmpty={(d) => d.total === 0 && list.q === ''}
        empty={<Empty description="还没有供货者。先登记供货者，入场时才能填编号。" />}
      >
        {(data) => (
          <DataTable
            label="供货者"
            rows={data.items}
            rowKey={(s) => s.supplierId}
            list={list}
            total={data.total}
            loading={suppliers.isPlaceholderData}
            columns={[
              { key: 'name', title: '供货者', card: 'heading', render: (s) => s.name },
              { key: 'code', title: '编号', render: (s) => <CodeText text={s.code} /> },
              { key: 'kind', title: '类型', render: (s) => labels.supplierKind[s.kind] },
              { key: 'credit', title: '证件', render: (s) => s.creditCode ?? s.residentIdMasked ?? '没有登记' },
              { key: 'phone', title: '电话', render: (s) => s.phone ?? '—' },
              { key: 'address', title: '地址', render: (s) => s.address ?? '—' },
              {
                key: 'card',
                title: '卡片',
                card: 'actions',
                render: (s) => (
                  <a
                    href={downloadUrl('printSupplierCard', { params: { marketId, supplierId: s.supplierId } })}
                    target="_blank"
                    rel="noreferrer"
                  >
                    打印卡片
                  </a>
                ),
              },
            ]}
          />
        )}
      </QueryView>
      <FormDrawer<Body<'registerSupplier'>>
        title="登记供货者"
        open={adding}
        onClose={() => setAdding(false)}
        initialValues={{ kind: 'firm' }}
        onSubmit={(values) => register.mutateAsync(blankToNull(values))}
      >
        <Form.Item name="name" label="供货者名称" rules={[{ required: true, message: '请填写供货者名称' }]}>
          <Input autoFocus maxLength={60} />
        </Form.Item>
        <Form.Item name="kind" label="类型">
          <Select options={optionsOf(labels.supplierKind)} />
        </Form.Item>
        <Form.Item name="code" label="供货者编号" extra="空着由系统编号">
          <Input maxLength={32} />
        </Form.Item>
        <Form.Item name="creditCode" label="统一社会信用代码">
          <Input maxLength={18} className="mono" />
        </Form.Item>
        <Form.Item name="residentId" label="身份证号" extra="个人供货者填写，加密保存">
          <Input maxLength={18} className="mono" />
        </Form.Item>
        <Form.Item name="phone" label="电话">
          <Input maxLength={20} inputMode="tel" />
        </Form.Item>
        <Form.Item name="address" label="地址">
          <Input maxLength={120} />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
