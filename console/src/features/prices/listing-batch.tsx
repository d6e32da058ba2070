/** Which batch a listing sells now, which it should sell next by expiry, and changing it. */
import { Alert, Button, Flex, Form } from 'antd'
import { type ReactNode, useState } from 'react'
import { useCan, useMarketId } from '../../lib/session.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SearchPicker, type PickerProps } from '../../ui/search-picker.tsx'
import { type Listing, useLinkBatch, useListingBatch, useStallBatches } from './api.ts'
import { batchOptionText } from './model.ts'

export const ListingBatch = ({ listing: l }: { listing: Listing }): ReactNode => {
  const can = useCan()
  const batch = useListingBatch(useMarketId(), l)
  const link = useLinkBatch(l.listingId)
  const [choosing, setChoosing] = useState(false)
  return (
    <section aria-label="卖的是哪一批">
      <h2 className="section-title">卖的是哪一批</h2>
      <QueryView query={batch} rows={2}>
        {({ linked, suggested }) => (
          <div className="stack">
            <div>
              {linked === null ? (
                <span className="quiet">没有指定批次，卖出后按时间推断是哪一批。</span>
              ) : (
                <>
                  追溯码{' '}
                  <a className="mono-text" href={`/t/${encodeURIComponent(linked)}`} target="_blank" rel="noreferrer">
                    {linked}
                  </a>
                </>
              )}
            </div>
            {suggested === null ? (
              <span className="quiet">这个摊位没有同名、能卖、还有货的批次。</span>
            ) : suggested.traceCode === linked ? (
              <span className="quiet">正是该先卖的一批。</span>
            ) : (
              <Alert
                type="info"
                showIcon
                title={`该先卖：${batchOptionText(suggested)}`}
                action={
                  can.write && (
                    <Button size="small" loading={link.isPending} onClick={() => link.mutate(suggested.batchId)}>
                      改卖这一批
                    </Button>
                  )
                }
              />
            )}
            {can.write && (
              <Flex gap="small" wrap>
                <Button size="small" onClick={() => setChoosing(true)}>
                  选别的批次
                </Button>
                {linked !== null && (
                  <Button size="small" loading={link.isPending} onClick={() => link.mutate(null)}>
                    不指定批次
                  </Button>
                )}
              </Flex>
            )}
          </div>
        )}
      </QueryView>
      <FormDrawer<{ batchId: string }>
        title={`「${l.name}」卖哪一批`}
        open={choosing}
        onClose={() => setChoosing(false)}
        onSubmit={({ batchId }) => link.mutateAsync(batchId)}
      >
        <Form.Item
          name="batchId"
          label="批次"
          extra="先到期的排在前面。"
          rules={[{ required: true, message: '请选择批次' }]}
        >
          <StallBatchPicker stallCode={l.stallCode} />
        </Form.Item>
      </FormDrawer>
    </section>
  )
}

const StallBatchPicker = ({ stallCode, ...props }: PickerProps & { readonly stallCode: string }): ReactNode => {
  const marketId = useMarketId()
  return (
    <SearchPicker
      {...props}
      hint="输入品名查找这个摊位的批次"
      useFound={(q) => useStallBatches(marketId, { q, stallCode, inStock: 'true', pageSize: 50 })}
      optionOf={(b) => ({ value: b.batchId, label: batchOptionText(b) })}
    />
  )
}
