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
  good: { color: 'green', icon: <CheckCircleFilled /> },
  warn: { color: 'gold', icon: <WarningFilled /> },
  bad: { color: 'red', icon: <CloseCircleFilled /> },
  unknown: { color: 'blue', icon: <QuestionCircleOutlined /> },
  off: { color: 'default', icon: <MinusCircleOutlined /> },
  person: { color: 'purple', icon: <EditFilled /> },
}

export const StatusTag = ({ tone, children }: { tone: Tone; children: ReactNode }): ReactNode => (
  <Tag color={looks[tone].color} icon={looks[tone].icon} className="status">
    {children}
  </Tag>
)
