import { Alert, Drawer } from 'antd'
import type { ReactNode } from 'react'
import { errorText } from '../../lib/errors.ts'
import { FileDrop } from '../../ui/file-drop.tsx'
import { useImportPlan } from './api.ts'

interface Props {
  readonly open: boolean
  readonly onClose: () => void
  readonly onImported: (planId: string) => void
}

export const ImportPlan = ({ open, onClose, onImported }: Props): ReactNode => {
  const upload = useImportPlan()
  const close = (): void => {
    upload.reset()
    onClose()
  }
  return (
    <Drawer title="导入平面图" open={open} onClose={close} size={520} destroyOnHidden>
      <div className="stack">
        {upload.error && <Alert type="error" showIcon title={errorText(upload.error)} />}
        <FileDrop
          accept=".zip,.json,.geojson"
          hint="IMDF 1.0.0（.zip 或 .json）或 OSM 室内图（.geojson），最大 20 MB。"
          busy={upload.isPending}
          onFile={(file) =>
            upload.mutate(file, {
              onSuccess: (plan) => {
                onImported(plan.planId)
                close()
              },
            })
          }
        />
        <div className="quiet">
          导入后是草稿，不会马上给消费者看。系统先按摊位号和名称把图上的位置对到台账，对不上的再由您指定。
        </div>
      </div>
    </Drawer>
  )
}
