/** 平台读取: for a market that cannot push, where this platform fetches its feed and with which key. */
import { Alert, Button, Card, Flex, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { type ReportedMarket, useSetPull } from './api.ts'

export const PullCard = ({ market }: { market: ReportedMarket }): ReactNode => {
  const [setting, setSetting] = useState(false)
  const set = useSetPull(market.marketId)
  const { pullUrl, pullProblem } = market
  return (
    <Card size="small" title="平台读取">
      {pullProblem !== null && <Alert type="warning" showIcon title={`上次没有读到：${pullProblem}`} />}
      <p>
        {pullUrl === null
          ? '市场自己推送数据，平台不去读取。市场的网络不能往外推送时，可以改为由平台每分钟到市场读取一次。'
          : `平台每分钟到 ${pullUrl} 读取一次。`}
      </p>
      <Flex wrap gap="small">
        <Button onClick={() => setSetting(true)}>{pullUrl === null ? '改为平台读取' : '修改'}</Button>
        {pullUrl !== null && (
          <ConfirmButton
            title={`停止到「${market.name}」读取？`}
            description="以后等市场自己推送；已经读到的数据保留。"
            okText="停止读取"
            onConfirm={() => set.mutateAsync({ url: null })}
            button={{ children: '停止读取' }}
          />
        )}
      </Flex>
      <FormDrawer<{ url: string; key: string }>
        title="平台读取"
        open={setting}
        onClose={() => setSetting(false)}
        initialValues={{ url: pullUrl ?? '' }}
        submitLabel="保存"
        onSubmit={(values) => set.mutateAsync(values)}
      >
        <Form.Item
          name="url"
          label="市场系统的网址"
          rules={[{ required: true, message: '请填写市场系统的完整网址' }]}
          extra="例如 https://market.example.com，后面不带路径。"
        >
          <Input inputMode="url" />
        </Form.Item>
        <Form.Item
          name="key"
          label="读取密钥"
          rules={[{ required: true, message: '请填写市场给的读取密钥' }]}
          extra="市场在「上报」里登记本平台时得到。"
        >
          <Input.Password autoComplete="off" />
        </Form.Item>
      </FormDrawer>
    </Card>
  )
}
