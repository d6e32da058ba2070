import { Button, Checkbox, Empty, Form, Input, Rate } from 'antd'
import { type ReactNode, useState } from 'react'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { ComplaintTabs } from './complaint-tabs.tsx'
import { type Rating, useRatings, useReplyToRating } from './scale-api.ts'

export const Ratings = (): ReactNode => {
  const list = useListSearch()
  const can = useCan()
  const [replying, setReplying] = useState<Rating>()
  const { unanswered } = list.values
  const ratings = useRatings(useMarketId(), {
    q: list.q || undefined,
    unanswered: unanswered === 'true' ? 'true' : undefined,
    page: list.page,
    pageSize: list.pageSize,
  })
  return (
    <>
      <PageHeader title="服务评价" note="只有完成的订单或扫过的小票才能评价，一笔一次；满五条才显示平均分。" />
      <ComplaintTabs />
      <ListToolbar>
        <SearchBox list={list} hint="搜索摊位号、经营户、评价、回复" />
        <Checkbox
          className="toolbar-check"
          checked={unanswered === 'true'}
          onChange={(e) => list.set({ unanswered: e.target.checked ? 'true' : undefined })}
        >
          只看没回复的
        </Checkbox>
      </ListToolbar>
      <QueryView
        dated
        query={ratings}
        isEmpty={(d) => d.total === 0 && (list.q !== '' || unanswered !== 'true')}
        empty={<Empty description={list.q === '' ? '还没有评价' : `没有和「${list.q}」有关的评价`} />}
      >
        {(data) => (
          <DataTable
            label="服务评价"
            rows={data.items}
            rowKey={(r) => r.ratingId}
            list={list}
            total={data.total}
            loading={ratings.isPlaceholderData}
            columns={[
              { key: 'stall', title: '摊位', card: 'heading', render: (r) => `摊位 ${r.stallCode}` },
              { key: 'stars', title: '评分', render: (r) => <Stars stars={r.stars} /> },
              { key: 'comment', title: '评价', card: 'wide', render: (r) => r.comment ?? '没有写' },
              { key: 'reply', title: '回复', card: 'wide', render: (r) => r.reply ?? '—' },
              { key: 'basis', title: '凭据', render: (r) => (r.basis === 'order' ? '线上订单' : '小票') },
              { key: 'on', title: '日期', render: (r) => r.ratedOn },
              {
                key: 'actions',
                title: '操作',
                card: 'actions',
                render: (r) =>
                  can.write &&
                  r.reply === null && (
                    <Button size="small" onClick={() => setReplying(r)}>
                      回复
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </QueryView>
      {replying && <ReplyForm rating={replying} onClose={() => setReplying(undefined)} />}
    </>
  )
}

const Stars = ({ stars }: { stars: number }): ReactNode => (
  <span className="nowrap">
    <Rate disabled value={stars} style={{ fontSize: 14 }} aria-hidden /> {stars} 星
  </span>
)

const ReplyForm = ({ rating, onClose }: { rating: Rating; onClose: () => void }): ReactNode => {
  const reply = useReplyToRating(rating.ratingId)
  return (
    <FormDrawer<{ reply: string }>
      title={`回复摊位 ${rating.stallCode} 的评价`}
      open
      onClose={onClose}
      submitLabel="回复"
      onSubmit={(values) => reply.mutateAsync(values)}
    >
      {rating.comment !== null && <p className="notice-body">{rating.comment}</p>}
      <Form.Item
        name="reply"
        label="回复"
        extra="公开显示，只能回复一次"
        rules={[{ required: true, whitespace: true, message: '请填写回复' }]}
      >
        <Input.TextArea rows={4} maxLength={300} showCount />
      </Form.Item>
    </FormDrawer>
  )
}
