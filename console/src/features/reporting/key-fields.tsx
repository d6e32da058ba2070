import { Form, Input, Select } from 'antd'
import type { ReactNode } from 'react'

export const holderText = { market: '市场', relay: '转报平台' } as const

/** The fields of one public key; `within` is where they stand in the form. */
export const KeyFields = ({ within = [] }: { within?: readonly (string | number)[] }): ReactNode => (
  <>
    <Form.Item
      name={[...within, 'keyId']}
      label="公钥编号"
      rules={[{ required: true, message: '请填写公钥编号' }]}
      extra="在市场的公开页 /feeds/v1/public/市场代码/keys 上，和公钥写在一起。"
    >
      <Input placeholder="例如 fky_01KX…" />
    </Form.Item>
    <Form.Item name={[...within, 'holder']} label="谁的公钥" initialValue="market">
      <Select
        options={[
          { value: 'market', label: '市场自己的：证明数据是它写的' },
          { value: 'relay', label: '转报平台的：只证明是它送来的' },
        ]}
      />
    </Form.Item>
    <Form.Item name={[...within, 'algorithm']} label="算法" initialValue="Ed25519">
      <Select
        options={[
          { value: 'Ed25519', label: 'Ed25519' },
          { value: 'SM2', label: 'SM2（国密）' },
        ]}
      />
    </Form.Item>
    <Form.Item
      name={[...within, 'publicKey']}
      label="公钥"
      rules={[{ required: true, message: '请完整粘贴公钥' }]}
      extra="Ed25519 是 -----BEGIN PUBLIC KEY----- 开头的几行；SM2 是 04 开头的一串。"
    >
      <Input.TextArea rows={4} className="mono-text" />
    </Form.Item>
  </>
)
