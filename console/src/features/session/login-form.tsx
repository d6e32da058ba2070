import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Card, Flex, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { client } from '../../lib/client.ts'
import { errorText, fieldErrors } from '../../lib/errors.ts'
import { meKey } from '../../lib/session.ts'
import { productName } from '../../text.ts'
import { PageTitle } from '../../ui/page-title.tsx'
import { demoHint } from './model.ts'

interface Credentials {
  readonly loginName: string
  readonly password: string
}

export const LoginForm = ({ onDone }: { onDone: () => void }): ReactNode => {
  const [form] = Form.useForm<Credentials>()
  const queryClient = useQueryClient()
  const [refusal, setRefusal] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (body: Credentials): Promise<void> => {
    setBusy(true)
    setRefusal(undefined)
    try {
      const { account } = await client.login({ body })
      queryClient.clear()
      queryClient.setQueryData(meKey, account)
      onDone()
    } catch (error) {
      form.setFields(fieldErrors(error) as unknown as Parameters<typeof form.setFields>[0])
      setRefusal(errorText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <main className="login">
      <Card className="login-card">
        <PageTitle className="page-title">登录{productName}</PageTitle>
        <Form<Credentials> form={form} layout="vertical" size="large" onFinish={(values) => void submit(values)}>
          {refusal !== undefined && <Alert type="error" showIcon title={refusal} style={{ marginBottom: 16 }} />}
          <Form.Item name="loginName" label="账号" rules={[{ required: true, message: '请填写账号' }]}>
            <Input autoFocus autoComplete="username" />
          </Form.Item>
          <Form.Item name="password" label="密码" rules={[{ required: true, message: '请填写密码' }]}>
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={busy}>
            登录
          </Button>
        </Form>
        <DemoHint onFill={(credentials) => form.setFieldsValue(credentials)} />
      </Card>
    </main>
  )
}

/** Only a server with demo data tells how to look around. */
const DemoHint = ({ onFill }: { onFill: (credentials: Credentials) => void }): ReactNode => {
  const markets = useQuery({
    queryKey: ['public-markets'],
    queryFn: () => client.listPublicMarkets({ query: { pageSize: 50 } }),
    retry: false,
  })
  const hint = demoHint(markets.data?.items ?? [])
  if (hint === null) return null
  return (
    <Alert
      type="info"
      title={hint.title}
      style={{ marginTop: 16 }}
      description={
        <>
          点一个演示账号填入：
          <Flex wrap gap="small" style={{ marginTop: 8 }}>
            {hint.logins.map(({ label, loginName, password }) => (
              <Button key={loginName} onClick={() => onFill({ loginName, password })}>
                {label}
              </Button>
            ))}
          </Flex>
        </>
      }
    />
  )
}
