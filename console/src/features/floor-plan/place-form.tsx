import { Form } from 'antd'
import type { ReactNode } from 'react'
import { FormDrawer } from '../../ui/form-drawer.tsx'
import { StallCodePicker } from '../ledger/stall-picker.tsx'
import { type Place, useSetPlaceStall } from './api.ts'
import { placeName } from './model.ts'

interface Props {
  readonly planId: string
  readonly place: Place | undefined
  readonly onClose: () => void
}

export const PlaceForm = ({ planId, place, onClose }: Props): ReactNode => {
  const save = useSetPlaceStall(planId)
  return (
    <FormDrawer<{ stallCode?: string | null }>
      title={place ? `图上的「${placeName(place)}」是哪个摊位` : ''}
      open={place !== undefined}
      onClose={onClose}
      initialValues={{ stallCode: place?.stallCode ?? null }}
      onSubmit={async ({ stallCode }) =>
        place && save.mutateAsync({ placeId: place.placeId, stallCode: stallCode ?? null })
      }
    >
      <Form.Item name="stallCode" label="摊位" extra="清空后保存，就是取消对应">
        <StallCodePicker />
      </Form.Item>
      {place?.reachable === false && (
        <p className="quiet">图上没有路能走到这里：多半是文件里少画了门或通道，请在画图软件里补上后重新导入。</p>
      )}
    </FormDrawer>
  )
}
