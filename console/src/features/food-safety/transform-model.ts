import type { Body } from '../../lib/client.ts'
import type { Batch } from './api.ts'
import { toBase } from './model.ts'

/** Amounts as people type them: kilograms or pieces of the batch's unit. */
export interface TransformForm {
  readonly kind: Body<'transformBatches'>['kind']
  readonly own: number
  readonly others: readonly { readonly batchId?: string; readonly amount?: number }[]
  readonly outputs: readonly {
    readonly stallCode?: string
    readonly commodityName?: string
    readonly amount?: number
  }[]
  readonly loss?: number | null
}

const sum = (amounts: readonly (number | null | undefined)[]): number =>
  Math.round(amounts.reduce<number>((total, one) => total + Math.round((one ?? 0) * 1000), 0)) / 1000

/** What goes in, and what comes out with the loss: equal before it can be saved. */
export const sumsOf = ({ own, others, outputs, loss }: Partial<TransformForm>): { into: number; out: number } => ({
  into: sum([own, ...(others ?? []).map((one) => one?.amount)]),
  out: sum([...(outputs ?? []).map((one) => one?.amount), loss]),
})

export const transformBody = (
  batch: Pick<Batch, 'batchId' | 'unit'>,
  form: TransformForm,
): Body<'transformBatches'> => {
  const base = (amount: number | null | undefined): number => toBase(amount ?? 0, batch.unit)
  return {
    kind: form.kind,
    inputs: [
      { batchId: batch.batchId, quantity: base(form.own) },
      ...form.others.map(({ batchId = '', amount }) => ({ batchId, quantity: base(amount) })),
    ],
    outputs: form.outputs.map(({ stallCode = '', commodityName, amount }) => ({
      stallCode,
      quantity: base(amount),
      ...(commodityName?.trim() ? { commodityName: commodityName.trim() } : {}),
    })),
    loss: base(form.loss),
  }
}
