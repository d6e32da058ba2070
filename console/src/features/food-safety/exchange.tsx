/** 肉菜流通追溯: a day's records out as the national XML, and another system's records in. */
import { Alert, Button, Flex, Form, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { downloadUrl, type Output } from '../../lib/client.ts'
import { useToday } from '../../lib/clock.ts'
import { errorText } from '../../lib/errors.ts'
import { countText } from '../../lib/format.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { DateField } from '../../ui/date-field.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { useImportExchange } from './api.ts'

export const Exchange = ({ open, onClose }: { open: boolean; onClose: () => void }): ReactNode => {
  const marketId = useMarketId()
  const today = useToday()
  const can = useCan()
  const [date, setDate] = useState<string | null>(null)
  const day = date ?? today
  return (
    <Modal
      title="肉菜流通追溯文件（商务部格式）"
      open={open}
      onCancel={onClose}
      footer={null}
      width={760}
      destroyOnHidden
    >
      <div className="stack">
        <Form layout="vertical" component="section" aria-label="导出">
          <Form.Item
            label="导出哪一天"
            htmlFor="exchange-day"
            extra="这一天的进货登记，和卖出时能追到批次的交易；没有分配的编码空着，不会编造。"
          >
            <Flex gap="small" wrap>
              <div style={{ width: 180 }}>
                <DateField id="exchange-day" value={day} onChange={setDate} />
              </div>
              <Button
                type="primary"
                href={downloadUrl('exportMeatVegetable', { params: { marketId }, query: { date: day } })}
                download
              >
                下载 XML
              </Button>
            </Flex>
          </Form.Item>
        </Form>
        {can.write && <Import />}
      </div>
    </Modal>
  )
}

const Import = (): ReactNode => {
  const send = useImportExchange()
  const [done, setDone] = useState<Output<'importMeatVegetable'>>()
  const [refusal, setRefusal] = useState<string>()
  const take = async (file: File): Promise<void> => {
    setRefusal(undefined)
    setDone(undefined)
    try {
      setDone(await send.mutateAsync(file))
    } catch (error) {
      setRefusal(errorText(error))
    }
  }
  return (
    <section aria-label="导入">
      {refusal !== undefined && <Alert type="error" showIcon title={refusal} style={{ marginBottom: 12 }} />}
      <FileDrop
        accept=".xml"
        hint="别的追溯系统导出的进场记录（XML）。按入场规则逐条判断；以前导入过的不会重复。"
        busy={send.isPending}
        onFile={(file) => void take(file)}
      />
      {done && (
        <div role="status" style={{ marginTop: 12 }}>
          <p>
            新登记 {countText(done.created)} 条，以前导入过 {countText(done.alreadyKnown)} 条，没有导入{' '}
            {countText(done.rejected)} 条。
          </p>
          {done.errors.length > 0 && (
            <DataTable
              label="没有导入的记录"
              rows={done.errors}
              rowKey={(e) => `${e.place} ${e.value}`}
              columns={[
                { key: 'reason', title: '为什么', card: 'heading', render: (e) => e.reason },
                { key: 'value', title: '写的是', render: (e) => e.value || '（空）' },
                {
                  key: 'place',
                  title: '位置',
                  card: 'wide',
                  render: (e) => <span className="mono-text">{e.place}</span>,
                },
              ]}
            />
          )}
        </div>
      )}
    </section>
  )
}
