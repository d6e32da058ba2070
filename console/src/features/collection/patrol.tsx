/** Walking along the stalls: each scan says whether what hangs there is ours, and what to do when it is not. */
import { Alert, Button, Form, Input, Upload } from 'antd'
import { type ReactNode, useState } from 'react'
import { readCodeOn } from '../../lib/photo.ts'
import { useListSearch } from '../../lib/search-params.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { withWords } from '../../lib/words.ts'
import { AsOf } from '../../ui/as-of.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { ListToolbar, SearchBox } from '../../ui/list-toolbar.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { StallPicker } from '../ledger/stall-picker.tsx'
import { usePatrol, useScan } from './api.ts'
import { type Verdict, verdictTexts } from './model.ts'

/** Not named as the server names it: the field's name is its element's id, and the page has an element `content`. */
interface Scan {
  readonly stallId: string
  readonly scanned: string
}

export const PatrolView = (): ReactNode => {
  const can = useCan()
  const list = useListSearch()
  const patrol = usePatrol(useMarketId())
  const scan = useScan()
  const [open, setOpen] = useState(false)
  const [last, setLast] = useState<Verdict>()
  const record = async ({ stallId, scanned }: Scan): Promise<void> =>
    setLast((await scan.mutateAsync({ stallId, content: scanned })).verdict)
  return (
    <section aria-label="巡查收款码">
      {last !== undefined && (
        <Alert
          type={last === 'ours' ? 'success' : 'error'}
          showIcon
          title={`刚才扫的${verdictTexts[last].text}。${verdictTexts[last].next}`}
          style={{ marginBottom: 16 }}
        />
      )}
      <ListToolbar>
        <SearchBox list={list} hint="搜索摊位号、扫到的内容" />
        {can.write && (
          <Button type="primary" onClick={() => setOpen(true)}>
            记一次巡查
          </Button>
        )}
      </ListToolbar>
      <QueryView query={patrol} rows={3}>
        {({ findings, asOf }) => (
          <>
            <DataTable
              label="巡查发现"
              rows={withWords(findings, list.q, ({ stallCode, content }) => [stallCode, content])}
              rowKey={(one) => `${one.scannedAt} ${one.stallId} ${one.content}`}
              emptyText={list.q === '' ? '30 天内没有发现外来的、放错的或停用的码' : '没有符合条件的巡查'}
              columns={[
                { key: 'stall', title: '摊位', card: 'heading', render: (one) => one.stallCode },
                {
                  key: 'verdict',
                  title: '结论',
                  render: (one) => (
                    <StatusTag tone={verdictTexts[one.verdict].tone}>{verdictTexts[one.verdict].text}</StatusTag>
                  ),
                },
                { key: 'next', title: '怎么办', card: 'wide', render: (one) => verdictTexts[one.verdict].next },
                { key: 'content', title: '扫到的内容', card: 'wide', render: (one) => one.content },
                { key: 'by', title: '巡查人', render: (one) => one.scannedBy },
                { key: 'at', title: '时间', render: (one) => <AsOf at={one.scannedAt} bare /> },
              ]}
            />
            <AsOf at={asOf} />
          </>
        )}
      </QueryView>
      <FormDrawer<Scan>
        title="记一次巡查"
        open={open}
        onClose={() => setOpen(false)}
        submitLabel="核对"
        onSubmit={record}
      >
        <Form.Item name="stallId" label="在哪个摊位" rules={[{ required: true, message: '请选择摊位' }]}>
          <StallPicker />
        </Form.Item>
        <TakePhoto />
        <Form.Item
          name="scanned"
          label="扫到的内容"
          extra="用手机就拍一张摊位上贴的码；用扫码枪就对着码扫；在别处扫的，把扫出来的网址粘贴到这里。"
          rules={[{ required: true, message: '请先扫摊位上贴的码' }]}
        >
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
      </FormDrawer>
    </section>
  )
}

/** Reads the code off a photo on the device itself, into the field below. */
const TakePhoto = (): ReactNode => {
  const form = Form.useFormInstance<Scan>()
  const [unread, setUnread] = useState(false)
  const [busy, setBusy] = useState(false)
  const read = async (photo: File): Promise<false> => {
    setBusy(true)
    const scanned = await readCodeOn(photo).finally(() => setBusy(false))
    setUnread(scanned === undefined)
    if (scanned !== undefined) {
      form.setFieldsValue({ scanned })
      await form.validateFields(['scanned'])
    }
    return false
  }
  return (
    <Form.Item>
      <Upload accept="image/*" capture="environment" showUploadList={false} beforeUpload={read}>
        <Button loading={busy}>拍摊位上的码</Button>
      </Upload>
      {unread && (
        <Alert
          type="warning"
          showIcon
          title="照片上没有认出码。请离近一点、拍正，让整个码在画面里，避开反光，再拍一次。"
          style={{ marginTop: 8 }}
        />
      )}
    </Form.Item>
  )
}
