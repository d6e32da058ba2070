/** 肉菜流通追溯: a day's records out as the national XML, and another system's records in. */
import { Button, Flex, Form, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { useToday } from '../../lib/clock.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { DateField } from '../../ui/date-field.tsx'
import { useImportExchange } from './api.ts'
import { ImportWithOutcome } from './import-outcome.tsx'

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

const Import = (): ReactNode => (
  <section aria-label="导入">
    <ImportWithOutcome
      accept=".xml"
      hint="别的追溯系统导出的进场记录（XML）。按入场规则逐条判断；以前导入过的不会重复。"
      send={useImportExchange()}
      label="没有导入的记录"
      rowKey={(e) => `${e.place} ${e.value}`}
      columns={[
        { key: 'reason', title: '为什么', card: 'heading', render: (e) => e.reason },
        { key: 'value', title: '写的是', render: (e) => e.value || '（空）' },
        { key: 'place', title: '位置', card: 'wide', render: (e) => <span className="mono-text">{e.place}</span> },
      ]}
    />
  </section>
)
