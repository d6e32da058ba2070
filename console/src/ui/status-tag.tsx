/** A state told three ways: word, shape and colour. */
import {
  CheckCircleFilled,
  CloseCircleFilled,
  EditFilled,
  MinusCircleOutlined,
  QuestionCircleOutlined,
  WarningFilled,
} from '@ant-design/icons'
import { Tag } from 'antd'
import type { ReactNode } from 'react'

export type Tone = 'good' | 'warn' | 'bad' | 'unknown' | 'off' | 'person'

const looks: Record<Tone, { readonly color: string; readonly icon: ReactNode }> = {
  good: { color: 'green', icon: <CheckCircleFilled style={{ color: '#389e0d' }} /> },
  warn: { color: 'gold', icon: <WarningFilled style={{ color: '#d46b08' }} /> },
  bad: { color: 'red', icon: <CloseCircleFilled style={{ color: '#cf1322' }} /> },
  unknown: { color: 'blue', icon: <QuestionCircleOutlined style={{ color: '#0958d9' }} /> },
  off: { color: 'default', icon: <MinusCircleOutlined style={{ color: '#595959' }} /> },
  person: { color: 'purple', icon: <EditFilled style={{ color: '#531dab' }} /> },
}

/** Dark text on the tint: the accent colours alone are too pale to read. */
const statusText = { color: 'rgb(0 0 0 / 88%)', fontSize: 'inherit' } as const

export const StatusTag = ({ tone, children }: { tone: Tone; children: ReactNode }): ReactNode => (
  <Tag color={looks[tone].color} className="status" style={statusText}>
    <span aria-hidden>{looks[tone].icon}</span> {children}
  </Tag>
)
