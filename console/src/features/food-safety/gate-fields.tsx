import { paperKinds } from '@smart-market/shared/contracts/sourcing.ts'
import { labels } from '@smart-market/shared/text/zh.ts'
import { Checkbox, Form, Input, InputNumber, type InputRef, Radio, Select } from 'antd'
import type { ReactNode, RefObject } from 'react'
import { DateField } from '../../ui/date-field.tsx'
import { optionsOf } from '../../ui/list-toolbar.tsx'
import type { GateForm } from './model.ts'
import { PaperFiles } from './paper-files.tsx'

const required = (what: string) => [{ required: true, message: `请填写${what}` }]
/** The voucher and the certificate have fields of their own. */
const otherPapers = paperKinds
  .filter((kind) => kind !== 'purchase_voucher' && kind !== 'compliance_certificate')
  .map((value) => ({ value, label: labels.paperKind[value] }))

export const GateFields = ({ first }: { first: RefObject<InputRef | null> }): ReactNode => {
  const form = Form.useFormInstance<GateForm>()
  const selfGrown = Form.useWatch('selfGrown', form)
  const hasCertificate = Form.useWatch('hasCertificate', form)
  return (
    <>
      <div className="columns tight">
        <Form.Item name="stallCode" label="摊位号" rules={required('摊位号')}>
          <Input ref={first} autoFocus maxLength={32} placeholder="例如 A-01" />
        </Form.Item>
        <Form.Item
          name="supplierCode"
          label="供货者编号"
          rules={selfGrown === true ? [] : required('供货者编号，或勾选自产自销')}
        >
          <Input disabled={selfGrown === true} maxLength={32} />
        </Form.Item>
        <Form.Item name="selfGrown" valuePropName="checked" label="没有供货者">
          <Checkbox>自产自销</Checkbox>
        </Form.Item>
        <Form.Item name="commodityName" label="品名" rules={required('品名')}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item name="categoryCode" label="品类" rules={[{ required: true, message: '请选择品类' }]}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={optionsOf(labels.commodityCategory)} />
        </Form.Item>
        <Form.Item name="originPlace" label="产地" rules={required('产地')}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="quantity" label="数量" rules={required('数量')}>
          <InputNumber min={0.001} max={1_000_000} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="unit" label="单位">
          <Radio.Group
            options={[
              { value: 'gram', label: '千克' },
              { value: 'piece', label: '件' },
            ]}
          />
        </Form.Item>
        <Form.Item name="voucherNumber" label="进货凭证编号" extra="没有进货凭证不得入场">
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="voucherFiles" label="进货凭证照片">
          <PaperFiles most={1} />
        </Form.Item>
        <Form.Item name="otherKind" label="其他凭证">
          <Select allowClear options={otherPapers} />
        </Form.Item>
        <Form.Item name="otherNumber" label="其他凭证编号">
          <Input maxLength={60} />
        </Form.Item>
      </div>
      <Form.Item name="hasCertificate" valuePropName="checked">
        <Checkbox>有承诺达标合格证</Checkbox>
      </Form.Item>
      {hasCertificate === true && <CertificateFields />}
    </>
  )
}

const CertificateFields = (): ReactNode => (
  <div className="columns tight">
    <Form.Item name={['certificate', 'promisor']} label="承诺主体" rules={required('承诺主体')}>
      <Input maxLength={60} />
    </Form.Item>
    <Form.Item name={['certificate', 'contact']} label="联系方式" rules={required('联系方式')}>
      <Input maxLength={40} />
    </Form.Item>
    <Form.Item name={['certificate', 'issuedOn']} label="开具日期" rules={required('开具日期')}>
      <DateField />
    </Form.Item>
    <Form.Item name={['certificate', 'style']} label="承诺事项">
      <Radio.Group
        options={[
          { value: 'producer', label: '生产者' },
          { value: 'acquirer', label: '收购者' },
        ]}
      />
    </Form.Item>
    <Form.Item name={['certificate', 'bases']} label="承诺依据" rules={required('承诺依据')}>
      <Checkbox.Group options={optionsOf(labels.commitmentBasis)} />
    </Form.Item>
  </div>
)
