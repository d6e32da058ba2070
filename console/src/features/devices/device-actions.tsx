import { Button, Flex } from 'antd'
import type { ReactNode } from 'react'
import { useCan } from '../../lib/session.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { type Device, useIssueSigningKey, usePairDevice, useRetireDevice } from './api.ts'
import { screenAddress } from './model.ts'

/** A secret that is shown this once. */
export interface Handed {
  readonly kind: 'pairing' | 'signing'
  readonly secret: string
  /** Whole address of a stall's screen, with its key. */
  readonly screenUrl: string | null
}

interface Props {
  readonly device: Device
  readonly marketCode: string
  readonly onEdit: () => void
  readonly onHanded: (handed: Handed) => void
}

export const DeviceActions = ({ device, marketCode, onEdit, onHanded }: Props): ReactNode => {
  const can = useCan()
  const pair = usePairDevice()
  const sign = useIssueSigningKey()
  const retire = useRetireDevice()
  const address = screenAddress(device, marketCode)
  const isWorking = can.write && device.state !== 'retired'
  return (
    <Flex gap="small" wrap className="row-actions">
      {address !== null && device.state !== 'retired' && (
        <Button size="small" href={address} target="_blank">
          看画面
        </Button>
      )}
      {isWorking && (
        <>
          <Button size="small" onClick={onEdit}>
            修改
          </Button>
          <ConfirmButton
            title={device.paired ? '换一个新密钥？' : '领取密钥？'}
            description={
              device.paired ? '旧密钥马上失效，设备要填上新密钥才能继续上报。' : '密钥只显示一次，请准备好记录。'
            }
            okText="领取"
            onConfirm={async () => onHanded({ kind: 'pairing', ...(await pair.mutateAsync(device.deviceId)) })}
            button={{ size: 'small', children: device.paired ? '换密钥' : '领密钥' }}
          />
          {(device.kind === 'scale' || device.kind === 'till') && (
            <ConfirmButton
              title="领取签名密钥？"
              description="设备用它给上传的交易签名。以前的签名密钥马上失效，要在设备里填上新的。"
              okText="领取"
              onConfirm={async () =>
                onHanded({ kind: 'signing', screenUrl: null, ...(await sign.mutateAsync(device.deviceId)) })
              }
              button={{ size: 'small', children: '签名密钥' }}
            />
          )}
          <ConfirmButton
            title={`停用「${device.name}」？`}
            description="密钥一并失效，历史记录保留。"
            okText="停用"
            onConfirm={() => retire.mutateAsync(device.deviceId)}
            button={{ size: 'small', danger: true, children: '停用' }}
          />
        </>
      )}
    </Flex>
  )
}
