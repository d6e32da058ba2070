import { Button, Flex, Form, Image, Input, Radio, Upload, type UploadFile } from 'antd'
import { type ReactNode, useState } from 'react'
import { downloadUrl } from '../../lib/client.ts'
import { useCan, useMarketId } from '../../lib/session.ts'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { type Finding, usePenalise, useRecheck, useRectify } from './api.ts'
import { useMayInspect } from './rounds.tsx'

export const FindingPhotos = ({ photoIds }: { photoIds: readonly string[] }): ReactNode => {
  const marketId = useMarketId()
  if (photoIds.length === 0) return null
  return (
    <Image.PreviewGroup>
      <div className="photo-row">
        {photoIds.map((photoId, i) => (
          <Image
            key={photoId}
            width={72}
            alt={`照片 ${i + 1}`}
            src={downloadUrl('getComplaintPhoto', { params: { marketId, photoId } })}
          />
        ))}
      </div>
    </Image.PreviewGroup>
  )
}

type Step = 'rectify' | 'recheck' | 'penalise'

export const FindingActions = ({ finding }: { finding: Finding }): ReactNode => {
  const can = useCan()
  const mayInspect = useMayInspect()
  const [step, setStep] = useState<Step>()
  return (
    <Flex wrap gap="small">
      {finding.state === 'open' && can.write && (
        <Button size="small" onClick={() => setStep('rectify')}>
          报告整改
        </Button>
      )}
      {finding.state === 'rectified' && mayInspect && (
        <Button size="small" type="primary" onClick={() => setStep('recheck')}>
          复查
        </Button>
      )}
      {finding.merchantId !== null && finding.penaltyNoticeId === null && can.operate && (
        <Button size="small" onClick={() => setStep('penalise')}>
          处理并公示
        </Button>
      )}
      {finding.penaltyNoticeId !== null && <span className="quiet">已公示处理决定</span>}
      {step === 'rectify' && <RectifyDrawer finding={finding} onClose={() => setStep(undefined)} />}
      {step === 'recheck' && <RecheckDrawer finding={finding} onClose={() => setStep(undefined)} />}
      {step === 'penalise' && <PenaltyDrawer finding={finding} onClose={() => setStep(undefined)} />}
    </Flex>
  )
}

interface DrawerProps {
  readonly finding: Finding
  readonly onClose: () => void
}

const RectifyDrawer = ({ finding, onClose }: DrawerProps): ReactNode => {
  const rectify = useRectify(finding.findingId)
  return (
    <FormDrawer<{ rectification: string; uploads?: { fileList: UploadFile[] } }>
      title={`整改：${finding.itemText}`}
      open
      onClose={onClose}
      submitLabel="报告整改完成"
      onSubmit={({ rectification, uploads }) =>
        rectify.mutateAsync({
          rectification,
          files: (uploads?.fileList ?? []).flatMap((file) => file.originFileObj ?? []),
        })
      }
    >
      <Form.Item
        name="rectification"
        label="整改情况"
        rules={[{ required: true, whitespace: true, message: '请写明怎样整改的' }]}
      >
        <Input.TextArea rows={4} maxLength={500} showCount />
      </Form.Item>
      <Form.Item name="uploads" label="整改后的照片">
        <Upload multiple accept="image/*" beforeUpload={() => false}>
          <Button>选择照片</Button>
        </Upload>
      </Form.Item>
    </FormDrawer>
  )
}

const RecheckDrawer = ({ finding, onClose }: DrawerProps): ReactNode => {
  const recheck = useRecheck(finding.findingId)
  return (
    <FormDrawer<{ passed: boolean; note: string }>
      title={`复查：${finding.itemText}`}
      open
      onClose={onClose}
      submitLabel="记录复查"
      initialValues={{ passed: true }}
      onSubmit={(values) => recheck.mutateAsync(values)}
    >
      <Form.Item name="passed" label="结果" extra="不合格的重新整改，并记入这户的信用记录。">
        <Radio.Group
          options={[
            { value: true, label: '已改好' },
            { value: false, label: '不合格，继续整改' },
          ]}
        />
      </Form.Item>
      <Form.Item name="note" label="复查情况" rules={[{ required: true, whitespace: true, message: '请写明复查情况' }]}>
        <Input.TextArea rows={3} maxLength={500} showCount />
      </Form.Item>
    </FormDrawer>
  )
}

const PenaltyDrawer = ({ finding, onClose }: DrawerProps): ReactNode => {
  const penalise = usePenalise(finding.findingId)
  return (
    <FormDrawer<{ title: string; decision: string }>
      title="处理并公示"
      open
      onClose={onClose}
      submitLabel="公示处理决定"
      initialValues={{ title: `关于${finding.stallCode ?? ''}「${finding.itemText}」的处理`.slice(0, 80) }}
      onSubmit={(values) => penalise.mutateAsync(values)}
    >
      <Form.Item name="title" label="标题" rules={[{ required: true, message: '请填写标题' }]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item
        name="decision"
        label="处理决定"
        extra="发布后所有人可见，并记入信用记录；经营户可以申诉。"
        rules={[{ required: true, whitespace: true, message: '请填写处理决定' }]}
      >
        <Input.TextArea rows={6} maxLength={2000} showCount />
      </Form.Item>
    </FormDrawer>
  )
}
