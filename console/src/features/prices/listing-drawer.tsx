/** One listing: its price and every price before, its photos, and taking it off sale. */
import { priceUnit } from '@smart-market/shared/price-unit.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { Button, Descriptions, Drawer, Flex, Form, Image, Upload } from 'antd'
import { type ReactNode, useState } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FenField } from '../../ui/fen-field.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import {
  type Listing,
  useAddPhoto,
  useMarketCode,
  usePriceHistory,
  useRemovePhoto,
  useSetPrice,
  useUpdateListing,
} from './api.ts'
import { ListingBatch } from './listing-batch.tsx'
import { priceText, stockText } from './model.ts'

export const ListingDrawer = ({
  listing,
  onClose,
}: {
  listing: Listing | undefined
  onClose: () => void
}): ReactNode => (
  <Drawer title={listing?.name ?? ''} open={listing !== undefined} onClose={onClose} size={560} destroyOnHidden>
    {listing !== undefined && (
      <div className="stack">
        <Facts listing={listing} />
        <Acts listing={listing} />
        <ListingBatch listing={listing} />
        <Photos listing={listing} />
        <History listing={listing} />
      </div>
    )}
  </Drawer>
)

const Facts = ({ listing: l }: { listing: Listing }): ReactNode => (
  <Descriptions
    column={1}
    size="small"
    items={[
      { key: 'stall', label: '摊位', children: l.stallCode },
      { key: 'price', label: '价格', children: priceText(l) },
      { key: 'category', label: '品类', children: labels.commodityCategory[l.categoryCode] },
      { key: 'spec', label: '规格', children: l.specification ?? '—' },
      { key: 'origin', label: '产地', children: l.origin ?? '—' },
      { key: 'stock', label: '库存', children: stockText(l) },
      { key: 'state', label: '状态', children: labels.listingState[l.state] },
    ]}
  />
)

const Acts = ({ listing: l }: { listing: Listing }): ReactNode => {
  const can = useCan()
  const [pricing, setPricing] = useState(false)
  const update = useUpdateListing()
  const setPrice = useSetPrice()
  if (!can.write || l.state === 'removed') return null
  const turn = (state: Listing['state']) => update.mutateAsync({ listingId: l.listingId, state })
  return (
    <Flex wrap gap="small">
      <Button type="primary" onClick={() => setPricing(true)}>
        改价
      </Button>
      <Button
        loading={update.isPending}
        onClick={() => void turn(l.state === 'paused' ? 'on_sale' : 'paused').catch(() => undefined)}
      >
        {l.state === 'paused' ? '恢复销售' : '停售'}
      </Button>
      <ConfirmButton
        title={`下架「${l.name}」？`}
        description="下架后不能恢复，价格记录会留着。只是今天不卖请用“停售”。"
        okText="下架"
        onConfirm={() => turn('removed')}
        button={{ children: '下架' }}
      />
      <FormDrawer<{ priceFen: number }>
        title={`「${l.name}」改价`}
        open={pricing}
        onClose={() => setPricing(false)}
        initialValues={{ priceFen: l.priceFen }}
        onSubmit={({ priceFen }) => setPrice.mutateAsync({ listingId: l.listingId, priceFen })}
      >
        <Form.Item
          name="priceFen"
          label={`新价格（${priceUnit(l)}）`}
          rules={[{ required: true, message: '请填写价格' }]}
        >
          <FenField />
        </Form.Item>
      </FormDrawer>
    </Flex>
  )
}

const Photos = ({ listing: l }: { listing: Listing }): ReactNode => {
  const can = useCan()
  const market = useMarketCode(useMarketId())
  const add = useAddPhoto(l.listingId)
  const remove = useRemovePhoto(l.listingId)
  const marketCode = market.data?.code
  return (
    <section aria-label="照片">
      <h2 className="section-title">照片</h2>
      {l.photoIds.length === 0 && <p className="quiet">还没有照片。清楚的照片能让消费者放心下单。</p>}
      <div className="photo-row">
        {marketCode !== undefined &&
          l.photoIds.map((photoId, i) => (
            <div key={photoId}>
              <Image
                width={120}
                alt={`${l.name} 照片 ${i + 1}`}
                src={downloadUrl('getListingPhoto', { params: { marketCode, photoId } })}
              />
              {can.write && (
                <div>
                  <Button size="small" loading={remove.isPending} onClick={() => remove.mutate(photoId)}>
                    删掉
                  </Button>
                </div>
              )}
            </div>
          ))}
      </div>
      {can.write && (
        <Upload
          accept="image/png,image/jpeg,image/webp"
          showUploadList={false}
          beforeUpload={(file) => {
            add.mutate(file)
            return false
          }}
        >
          <Button loading={add.isPending}>上传照片（不超过 2 MB）</Button>
        </Upload>
      )}
    </section>
  )
}

const History = ({ listing: l }: { listing: Listing }): ReactNode => {
  const history = usePriceHistory(useMarketId(), l.listingId)
  return (
    <section aria-label="价格记录">
      <h2 className="section-title">价格记录</h2>
      <QueryView query={history} rows={3}>
        {({ items }) => (
          <DataTable
            label="价格记录"
            rows={items}
            rowKey={(c) => `${c.at} ${c.kind}`}
            columns={[
              { key: 'at', title: '时间', card: 'heading', render: (c) => <AsOf at={c.at} bare /> },
              { key: 'price', title: '价格', numeric: true, render: (c) => priceText({ ...l, ...c }) },
              { key: 'kind', title: '怎么来的', render: (c) => labels.priceChangeKind[c.kind] },
              { key: 'by', title: '谁', render: (c) => c.by },
            ]}
          />
        )}
      </QueryView>
    </section>
  )
}
