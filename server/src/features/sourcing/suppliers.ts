import type { newSupplier, Supplier } from '@smart-market/shared/contracts/sourcing.ts'
import type { z } from 'zod'
import { appendAudit } from '../../audit.ts'
import { type Ctx, marketOf, newId, withTransaction } from '../../context.ts'
import { databaseError } from '../../db/client.ts'
import { AppError } from '../../errors.ts'
import { appendEvent } from '../../feed/outbox.ts'
import * as store from './store.ts'

const residentIdContext = 'suppliers.resident_id'
const maskResidentId = (id: string): string => `${id.slice(0, 4)}**********${id.slice(-4)}`

const toView = (row: store.SupplierRow): Supplier => ({
  supplierId: row.supplierId,
  code: row.code,
  kind: row.kind,
  name: row.name,
  creditCode: row.creditCode,
  residentIdMasked: row.residentIdMasked,
  phone: row.phone,
  address: row.address,
  updatedAt: row.updatedAt.toISOString(),
})

/** Throws supplier.code_taken, supplier.credit_code_taken. Without a code one is made for the supplier's card. */
export const registerSupplier = async (ctx: Ctx, input: z.output<typeof newSupplier>): Promise<Supplier> => {
  const supplierId = newId(ctx, 'supplier')
  const row: store.SupplierRow = {
    marketId: marketOf(ctx),
    supplierId,
    code: input.code ?? `G${supplierId.slice(-8).toUpperCase()}`,
    kind: input.kind,
    name: input.name,
    creditCode: input.creditCode ?? null,
    residentIdEncrypted: input.residentId ? ctx.deps.cipher.encrypt(input.residentId, residentIdContext) : null,
    residentIdMasked: input.residentId ? maskResidentId(input.residentId) : null,
    phone: input.phone ?? null,
    address: input.address,
    merchantId: ctx.merchantId,
    createdAt: ctx.now,
    updatedAt: ctx.now,
  }
  try {
    await withTransaction(ctx, async (tx) => {
      await store.insertSupplier(tx, row)
      await appendAudit(ctx, tx, {
        action: 'supplier.register',
        subjectKind: 'supplier',
        subjectId: supplierId,
        summary: `登记供货者「${row.name}」`,
        details: { code: row.code, kind: row.kind },
      })
      await appendEvent(ctx, tx, 'supplier.registered', { supplierId, code: row.code, kind: row.kind })
    })
  } catch (error) {
    const constraint = databaseError(error)?.constraint
    if (constraint === 'suppliers__code') throw new AppError('supplier.code_taken', { code: row.code })
    if (constraint === 'suppliers__credit_code')
      throw new AppError('supplier.credit_code_taken', { creditCode: row.creditCode })
    throw error
  }
  return toView(row)
}

/** By words, or by the exact code that a scanner read. */
export const listSuppliers = async (
  ctx: Ctx,
  query: { q?: string | undefined; code?: string | undefined; page: number; pageSize: number },
) => {
  const { page, pageSize } = query
  const found = await withTransaction(ctx, (tx) =>
    store.listSupplierRows(tx, marketOf(ctx), {
      ...query,
      merchantId: ctx.merchantId,
      limit: pageSize,
      offset: (page - 1) * pageSize,
    }),
  )
  return { items: found.items.map(toView), total: found.total, page, pageSize }
}
