/** Bills, slips of terminals and what came of comparing them with our payments. */
import { sql } from 'drizzle-orm'
import { check, foreignKey, index, integer, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import {
  differenceKinds,
  fundFlowStates,
  paymentChannelNames,
  receiptKinds,
  receiptMeans,
  reconciliationStates,
} from '@smart-market/shared/contracts/payments.ts'
import { at, fen, marketIdColumn, on, tenantPolicies } from './columns.ts'
import { stalls } from './markets.ts'

const channelColumn = () => text('channel', { enum: paymentChannelNames }).notNull()

export const statements = pgTable(
  'statements',
  {
    marketId: marketIdColumn(),
    statementId: text('statement_id').notNull(),
    channel: channelColumn(),
    businessDate: on('business_date').notNull(),
    kind: text('kind', { enum: ['trade', 'fund_flow'] }).notNull(),
    /** Merchant number where the channel makes a bill for each; empty where one holds all. */
    account: text('account').notNull().default(''),
    fileHash: text('file_hash').notNull(),
    lineCount: integer('line_count').notNull(),
    fetchedAt: at('fetched_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.statementId] }),
    unique('statements__day').on(t.marketId, t.channel, t.businessDate, t.kind, t.account),
    ...tenantPolicies('statements'),
  ],
)

export const statementLines = pgTable(
  'statement_lines',
  {
    marketId: marketIdColumn(),
    statementId: text('statement_id').notNull(),
    lineNo: integer('line_no').notNull(),
    kind: text('kind', { enum: ['payment', 'refund', 'other'] }).notNull(),
    chargeNumber: text('charge_number').notNull(),
    transactionNumber: text('transaction_number').notNull(),
    refundNumber: text('refund_number'),
    refundState: text('refund_state'),
    merchantNumber: text('merchant_number').notNull(),
    amountFen: fen('amount_fen').notNull(),
    feeFen: fen('fee_fen'),
    happenedAt: at('happened_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.statementId, t.lineNo] }),
    foreignKey({
      name: 'statement_lines__statement',
      columns: [t.marketId, t.statementId],
      foreignColumns: [statements.marketId, statements.statementId],
    }).onDelete('cascade'),
    ...tenantPolicies('statement_lines'),
  ],
)

/** Lines of acquirers' files: what stalls' own card terminals and aggregate codes took. A third party's word. */
export const terminalReceipts = pgTable(
  'terminal_receipts',
  {
    marketId: marketIdColumn(),
    terminalReceiptId: text('terminal_receipt_id').notNull(),
    /** Hash of acquirer, terminal, batch, reference, kind, amount and moment: the same line of two files is one. */
    dedupKey: text('dedup_key').notNull(),
    stallId: text('stall_id').notNull(),
    acquirer: text('acquirer').notNull(),
    merchantNumber: text('merchant_number').notNull(),
    terminalNumber: text('terminal_number').notNull(),
    batchNumber: text('batch_number').notNull(),
    /** The acquirer's reference (RRN), or the terminal's own trace number where there is none. */
    reference: text('reference').notNull(),
    kind: text('kind', { enum: receiptKinds }).notNull(),
    means: text('means', { enum: receiptMeans }).notNull(),
    amountFen: fen('amount_fen').notNull(),
    feeFen: fen('fee_fen'),
    cardMasked: text('card_masked').notNull(),
    happenedAt: at('happened_at').notNull(),
    businessDate: on('business_date').notNull(),
    /** Declared payment that it backs; set by the comparison of the day. */
    chargeId: text('charge_id'),
    importId: text('import_id').notNull(),
    importedAt: at('imported_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.terminalReceiptId] }),
    unique('terminal_receipts__once').on(t.marketId, t.dedupKey),
    index('terminal_receipts__by_day').on(t.marketId, t.businessDate),
    index('terminal_receipts__by_terminal').on(t.marketId, t.terminalNumber),
    foreignKey({
      name: 'terminal_receipts__stall',
      columns: [t.marketId, t.stallId],
      foreignColumns: [stalls.marketId, stalls.stallId],
    }),
    check('terminal_receipts__amount', sql`${t.amountFen} > 0`),
    ...tenantPolicies('terminal_receipts'),
  ],
)

/** How the reconciliation of each day stands. */
export const reconciliationDays = pgTable(
  'reconciliation_days',
  {
    marketId: marketIdColumn(),
    channel: channelColumn(),
    businessDate: on('business_date').notNull(),
    state: text('state', { enum: reconciliationStates }).notNull(),
    lines: integer('lines').notNull().default(0),
    matched: integer('matched').notNull().default(0),
    differences: integer('differences').notNull().default(0),
    fundFlow: text('fund_flow', { enum: fundFlowStates }),
    detail: text('detail'),
    tries: integer('tries').notNull().default(0),
    checkedAt: at('checked_at').notNull(),
    nextTryAt: at('next_try_at'),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.channel, t.businessDate] }), ...tenantPolicies('reconciliation_days')],
)

export const reconciliationDifferences = pgTable(
  'reconciliation_differences',
  {
    marketId: marketIdColumn(),
    differenceId: text('difference_id').notNull(),
    channel: channelColumn(),
    businessDate: on('business_date').notNull(),
    kind: text('kind', { enum: differenceKinds }).notNull(),
    reference: text('reference').notNull(),
    ours: jsonb('ours').$type<Record<string, unknown>>(),
    theirs: jsonb('theirs').$type<Record<string, unknown>>(),
    foundAt: at('found_at').notNull(),
    takenAt: at('taken_at'),
    takenBy: text('taken_by'),
    settledAt: at('settled_at'),
    settledBy: text('settled_by'),
    note: text('note'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.differenceId] }),
    unique('reconciliation_differences__once').on(t.marketId, t.channel, t.businessDate, t.kind, t.reference),
    ...tenantPolicies('reconciliation_differences'),
  ],
)
