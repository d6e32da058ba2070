/** One way to add or edit a record: a drawer with a form; the server's objections stand under the field they mean. */
import { Alert, Button, Drawer, Flex, Form } from 'antd'
import { type ReactNode, useState } from 'react'
import { errorText, fieldErrors } from '../lib/errors.ts'
import { verbs } from '../text.ts'

interface Props<V extends object> {
  readonly title: string
  readonly open: boolean
  readonly onClose: () => void
  readonly initialValues?: Partial<V>
  readonly submitLabel?: string
  readonly onSubmit: (values: V) => Promise<unknown>
  readonly children: ReactNode
}

export const FormDrawer = <V extends object>(props: Props<V>): ReactNode => (
  <Drawer title={props.title} open={props.open} onClose={props.onClose} size={520} destroyOnHidden>
    {props.open && <DrawerForm {...props} />}
  </Drawer>
)

const DrawerForm = <V extends object>(props: Props<V>): ReactNode => {
  const [form] = Form.useForm<V>()
  const [refusal, setRefusal] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (values: V): Promise<void> => {
    setBusy(true)
    setRefusal(undefined)
    try {
      await props.onSubmit(values)
      props.onClose()
    } catch (error) {
      const fields = fieldErrors(error)
      const [first] = fields
      if (first === undefined) return setRefusal(errorText(error))
      form.setFields(fields as unknown as Parameters<typeof form.setFields>[0])
      form.scrollToField(first.name, { block: 'center', focus: true })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Form<V>
      form={form}
      layout="vertical"
      scrollToFirstError
      initialValues={props.initialValues as Record<string, unknown>}
      onFinish={(values) => void submit(values)}
    >
      {refusal !== undefined && <Alert type="error" showIcon title={refusal} style={{ marginBottom: 16 }} />}
      {props.children}
      <Flex gap="small" className="form-actions">
        <Button type="primary" htmlType="submit" loading={busy}>
          {props.submitLabel ?? verbs.save}
        </Button>
        <Button onClick={props.onClose}>{verbs.cancel}</Button>
      </Flex>
    </Form>
  )
}
