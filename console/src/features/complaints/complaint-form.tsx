import { labels } from '@smart-market/shared/text/zh.ts'
import { Form, Input, Modal, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Body } from '../../lib/client.ts'
import { blankToNull } from '../../lib/forms.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import { StallCodePicker } from '../ledger/stall-picker.tsx'
import { useRegisterComplaint } from './api.ts'
import type { Reweigh } from './scale-api.ts'

interface Props {
  readonly open: boolean
  readonly onClose: () => void
  /** A second weighing that the complaint is about: its purchase and stall come along. */
  readonly about?: Reweigh
}

/** The service desk writes down what somebody says at the counter; the code goes home with them. */
export const ComplaintForm = ({ open, onClose, about }: Props): ReactNode => {
  const register = useRegisterComplaint()
  const [code, setCode] = useState<string>()
  return (
    <>
      <FormDrawer<Body<'createComplaint'>>
        title="登记投诉"
        open={open}
        onClose={onClose}
        submitLabel="登记"
        initialValues={about ? fromReweigh(about) : {}}
        onSubmit={async (values) =>
          setCode((await register.mutateAsync({ ...blankToNull(values), ...linksOf(about) })).code)
        }
      >
        <Form.Item name="category" label="投诉的问题" rules={[{ required: true, message: '请选择投诉的问题' }]}>
          <Select autoFocus options={optionsOf(labels.complaintCategory)} />
        </Form.Item>
        <Form.Item name="stallCode" label="摊位" extra="说不清摊位的可以空着">
          <StallCodePicker />
        </Form.Item>
        <Form.Item name="description" label="事情经过" rules={[{ required: true, message: '请填写事情经过' }]}>
          <Input.TextArea rows={5} maxLength={2000} showCount placeholder="什么时候、买了什么、发生了什么" />
        </Form.Item>
        <Form.Item name="wants" label="想要怎样解决">
          <Input.TextArea rows={2} maxLength={200} placeholder="例如 退还差价" />
        </Form.Item>
        <Form.Item name="contactName" label="投诉人">
          <Input maxLength={30} />
        </Form.Item>
        <Form.Item name="phone" label="电话" extra="加密保存，屏幕上只显示后四位；移交监管部门时才附上全文">
          <Input maxLength={20} inputMode="tel" />
        </Form.Item>
      </FormDrawer>
      <Modal
        open={code !== undefined}
        title="请把查询码交给投诉人"
        onOk={() => setCode(undefined)}
        onCancel={() => setCode(undefined)}
        okText="已交给投诉人"
        cancelButtonProps={{ style: { display: 'none' } }}
      >
        <p className="headline mono-text">{code}</p>
        <p>凭查询码可以看办理进展、补充和撤回。查询码只显示这一次。</p>
      </Modal>
    </>
  )
}

const fromReweigh = (about: Reweigh): Partial<Body<'createComplaint'>> => ({
  category: 'weight',
  stallCode: about.stallCode,
  description: `买的${about.commodityName}，结算 ${about.settledGrams} 克，公平秤复称 ${about.measuredGrams} 克，相差 ${about.differenceGrams} 克。`,
})

const linksOf = (about: Reweigh | undefined) =>
  about === undefined ? {} : { reweighId: about.reweighId, saleId: about.saleId, stallOrderId: about.stallOrderId }
