import { Button, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { pointsText } from '../../lib/format.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { useEnterJudgement } from './api.ts'
import type { Leaf } from './model.ts'

/** For assessors only: points and a reason for an item that the system may not score. */
export const JudgementButton = ({ leaf, rubricId }: { leaf: Leaf; rubricId: string }): ReactNode => {
  const [open, setOpen] = useState(false)
  const enter = useEnterJudgement(rubricId, leaf.id)
  return (
    <>
      <Button onClick={() => setOpen(true)}>人工打分</Button>
      <FormDrawer<{ points: string; reason: string }>
        title={`打分：${leaf.name}`}
        open={open}
        onClose={() => setOpen(false)}
        onSubmit={(values) => enter.mutateAsync(values)}
      >
        <Form.Item
          name="points"
          label={`分值（0 到 ${pointsText(leaf.max)} 分）`}
          rules={[{ required: true, message: '请填写分值' }]}
        >
          <Input inputMode="decimal" suffix="分" />
        </Form.Item>
        <Form.Item name="reason" label="理由和所看的材料" rules={[{ required: true, message: '请填写理由' }]}>
          <Input.TextArea rows={4} maxLength={500} showCount />
        </Form.Item>
      </FormDrawer>
    </>
  )
}
