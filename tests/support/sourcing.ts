/** Makes suppliers, intakes and papers as the gate desk would. */
import type { Api } from '@smart-market/shared/api.ts'
import type { Client } from '@smart-market/shared/client.ts'
import type { sourcingRoutes } from '@smart-market/shared/contracts/sourcing.ts'
import type { CallInput } from '@smart-market/shared/route.ts'
import type { TestApp } from './app.ts'

type Routes = typeof sourcingRoutes
type Body<K extends keyof Routes> = CallInput<Routes[K]> extends { body: infer B } ? B : never

/** The smallest bytes that begin as a PNG does. */
export const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0])

export const certificate = {
  productName: '菠菜',
  quantityText: '50 千克',
  producedAt: '河南省新郑市',
  issuedOn: '2026-03-01',
  promisor: '张大山',
  promisorIsPerson: true,
  contact: '13800001111',
  style: 'producer' as const,
  bases: ['own_test' as const],
}

export const sourcingOf = (app: TestApp, client: Client<Api>, marketId: string, token: string) => {
  const params = { marketId }
  const addSupplier = (body: Partial<Body<'registerSupplier'>> = {}) =>
    client.registerSupplier({ params, body: { kind: 'firm', name: '万邦蔬菜公司', ...body } })
  /** 50 kg of spinach with voucher and certificate, unless told. */
  const addIntake = async (stallCode: string, body: Partial<Body<'recordIntake'>> = {}) =>
    client.recordIntake({
      params,
      body: {
        stallCode,
        commodityName: '菠菜',
        categoryCode: 'vegetable',
        originPlace: '河南省新郑市',
        quantity: 50_000,
        supplierId:
          body.supplierCode || body.selfGrown || body.supplierId ? undefined : (await addSupplier()).supplierId,
        papers: [{ kind: 'purchase_voucher', number: 'PZ001' }],
        certificate,
        ...body,
      },
    })
  const addFile = async (bytes: Uint8Array = png, fileName = 'voucher.png') => {
    const response = await app.fetch(`/api/v1/markets/${marketId}/paper-files`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'x-file-name': encodeURIComponent(fileName) },
      body: Buffer.from(bytes),
    })
    return {
      status: response.status,
      body: (await response.json()) as { fileId: string; mediaType: string; code?: string },
    }
  }
  const addTest = (batchId: string, body: Partial<Body<'recordQuickTest'>> = {}) =>
    client.recordQuickTest({
      params,
      body: {
        batchId,
        item: '有机磷和氨基甲酸酯',
        method: 'GB/T 5009.199',
        result: 'negative',
        tester: '赵检测',
        ...body,
      },
    })
  return { addSupplier, addIntake, addFile, addTest }
}
