import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core'
import { categoryCodes } from '@smart-market/shared/contracts/catalogue.ts'
import {
  batchUnits,
  type commitmentBases,
  commitmentStyles,
  holdReasons,
  intakeOrigins,
  intakeStates,
  paperKinds,
  quickTestResults,
  supplierKinds,
} from '@smart-market/shared/contracts/sourcing.ts'
import { at, fen, fileColumns, marketIdColumn, merchantPolicies, on, tenantPolicies } from './columns.ts'

/** Who delivers goods. A person's ID number and phone are encrypted, and never leave in full. */
export const suppliers = pgTable(
  'suppliers',
  {
    marketId: marketIdColumn(),
    supplierId: text('supplier_id').notNull(),
    /** Printed on the supplier's card, read by the gate's scanner. */
    code: text('code').notNull(),
    kind: text('kind', { enum: supplierKinds }).notNull(),
    name: text('name').notNull(),
    creditCode: text('credit_code'),
    residentIdEncrypted: text('resident_id_encrypted'),
    residentIdMasked: text('resident_id_masked'),
    phone: text('phone'),
    address: text('address'),
    /** The merchant who registered it; null when the market did. */
    merchantId: text('merchant_id'),
    createdAt: at('created_at').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.supplierId] }),
    unique('suppliers__code').on(t.marketId, t.code),
    unique('suppliers__credit_code').on(t.marketId, t.creditCode),
    index('suppliers__by_name').on(t.marketId, t.name),
    ...tenantPolicies('suppliers'),
  ],
)

/** Photos and scans of papers, checked by their first bytes. */
export const storedFiles = pgTable(
  'stored_files',
  {
    marketId: marketIdColumn(),
    fileId: text('file_id').notNull(),
    merchantId: text('merchant_id'),
    fileName: text('file_name').notNull(),
    ...fileColumns(['image/png', 'image/jpeg', 'application/pdf']),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.fileId] }),
    index('stored_files__by_time').on(t.marketId, t.createdAt),
    ...merchantPolicies('stored_files', t.merchantId),
  ],
)

/** One kind of goods that came through the gate at once, for one merchant. */
export const intakes = pgTable(
  'intakes',
  {
    marketId: marketIdColumn(),
    intakeId: text('intake_id').notNull(),
    batchId: text('batch_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    stallId: text('stall_id').notNull(),
    businessDate: on('business_date').notNull(),
    enteredAt: at('entered_at').notNull(),
    origin: text('origin', { enum: intakeOrigins }).notNull(),
    /** Null for goods that the seller grew. */
    supplierId: text('supplier_id'),
    selfGrown: boolean('self_grown').notNull(),
    state: text('state', { enum: intakeStates }).notNull(),
    /** Papers the rules of the day ask for and the intake lacks. */
    papersMissing: jsonb('papers_missing').$type<string[]>().notNull(),
    /** The day's list names a row once. */
    sourceKey: text('source_key'),
    /** Codes that another trace system gave to it; they go out again as they came. */
    exchange: jsonb('exchange').$type<Record<string, string>>(),
    recordedBy: text('recorded_by').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.intakeId] }),
    unique('intakes__source_key').on(t.marketId, t.sourceKey),
    foreignKey({
      name: 'intakes__supplier',
      columns: [t.marketId, t.supplierId],
      foreignColumns: [suppliers.marketId, suppliers.supplierId],
    }),
    check('intakes__source', sql`${t.selfGrown} or ${t.supplierId} is not null`),
    index('intakes__by_day').on(t.marketId, t.businessDate),
    index('intakes__by_merchant').on(t.marketId, t.merchantId, t.enteredAt),
    ...merchantPolicies('intakes', t.merchantId),
  ],
)

/** Vouchers and certificates of an intake other than the 承诺达标合格证. */
export const intakePapers = pgTable(
  'intake_papers',
  {
    marketId: marketIdColumn(),
    intakeId: text('intake_id').notNull(),
    paperNo: integer('paper_no').notNull(),
    merchantId: text('merchant_id').notNull(),
    kind: text('kind', { enum: paperKinds }).notNull(),
    number: text('number'),
    issuedOn: on('issued_on'),
    fileId: text('file_id'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.intakeId, t.paperNo] }),
    index('intake_papers__by_number').on(t.marketId, t.kind, t.number),
    ...merchantPolicies('intake_papers', t.merchantId),
  ],
)

/** 承诺达标合格证: the eight fields of 农业农村部令2025年第4号, per batch. */
export const complianceCertificates = pgTable(
  'compliance_certificates',
  {
    marketId: marketIdColumn(),
    intakeId: text('intake_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    productName: text('product_name').notNull(),
    quantityText: text('quantity_text').notNull(),
    producedAt: text('produced_at').notNull(),
    issuedOn: on('issued_on').notNull(),
    promisor: text('promisor').notNull(),
    promisorIsPerson: boolean('promisor_is_person').notNull(),
    contact: text('contact').notNull(),
    style: text('style', { enum: commitmentStyles }).notNull(),
    bases: jsonb('bases').$type<(typeof commitmentBases)[number][]>().notNull(),
    /** Optional on the certificate. */
    number: text('number'),
    fileId: text('file_id'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.intakeId] }),
    ...merchantPolicies('compliance_certificates', t.merchantId),
  ],
)

/**
 * Goods that stay together from intake to sale. What came in = what is left + sold + made into other batches +
 * disposed of: `remaining` is kept by conditional updates, the parts are rows of other tables.
 */
export const batches = pgTable(
  'batches',
  {
    marketId: marketIdColumn(),
    batchId: text('batch_id').notNull(),
    /** On slips and labels; random, so that it tells nothing and cannot be guessed. */
    traceCode: text('trace_code').notNull(),
    merchantId: text('merchant_id').notNull(),
    stallId: text('stall_id').notNull(),
    /** Null for a batch made of others. */
    intakeId: text('intake_id'),
    commodityName: text('commodity_name').notNull(),
    /** The name as compared: without spaces, brackets and width. */
    nameKey: text('name_key').notNull(),
    categoryCode: text('category_code', { enum: categoryCodes }).notNull(),
    originPlace: text('origin_place').notNull(),
    unit: text('unit', { enum: batchUnits }).notNull(),
    quantity: fen('quantity').notNull(),
    remaining: fen('remaining').notNull(),
    producedOn: on('produced_on'),
    expiresOn: on('expires_on'),
    enteredAt: at('entered_at').notNull(),
    /** From when it may be sold; null while it waits for a test, and for ever when it was refused. */
    admittedAt: at('admitted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.batchId] }),
    unique('batches__trace_code').on(t.marketId, t.traceCode),
    index('batches__by_code').on(t.traceCode),
    check('batches__quantity', sql`${t.quantity} > 0 and ${t.remaining} between 0 and ${t.quantity}`),
    index('batches__by_stall').on(t.marketId, t.stallId, t.enteredAt),
    index('batches__by_day').on(t.marketId, t.enteredAt),
    ...merchantPolicies('batches', t.merchantId),
  ],
)

/** A market's own value of a rule, from a day on; what is absent is the product's default. */
export const foodSafetyRules = pgTable(
  'food_safety_rules',
  {
    marketId: marketIdColumn(),
    ruleId: text('rule_id').notNull(),
    effectiveFrom: on('effective_from').notNull(),
    value: jsonb('value').notNull(),
    source: text('source').notNull(),
    setBy: text('set_by').notNull(),
    setAt: at('set_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.ruleId, t.effectiveFrom] }), ...tenantPolicies('food_safety_rules')],
)

export const testPlans = pgTable(
  'test_plans',
  {
    marketId: marketIdColumn(),
    categoryCode: text('category_code', { enum: categoryCodes }).notNull(),
    effectiveFrom: on('effective_from').notNull(),
    perDay: integer('per_day').notNull(),
    items: jsonb('items').$type<string[]>().notNull(),
    source: text('source').notNull(),
    setBy: text('set_by').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.categoryCode, t.effectiveFrom] }),
    check('test_plans__per_day', sql`${t.perDay} >= 0`),
    ...tenantPolicies('test_plans'),
  ],
)

/** Append-only. A retest is a row that names the test it repeats. */
export const quickTests = pgTable(
  'quick_tests',
  {
    marketId: marketIdColumn(),
    quickTestId: text('quick_test_id').notNull(),
    /** Null for a result that came on a sheet without a batch of ours. */
    batchId: text('batch_id'),
    merchantId: text('merchant_id'),
    stallId: text('stall_id'),
    commodityName: text('commodity_name').notNull(),
    categoryCode: text('category_code', { enum: categoryCodes }),
    sampleNumber: text('sample_number'),
    /** 检测项目. */
    item: text('item').notNull(),
    method: text('method').notNull(),
    kit: text('kit'),
    result: text('result', { enum: quickTestResults }).notNull(),
    measured: text('measured'),
    limitText: text('limit_text'),
    businessDate: on('business_date').notNull(),
    testedAt: at('tested_at').notNull(),
    tester: text('tester').notNull(),
    photoFileId: text('photo_file_id'),
    retestOf: text('retest_of'),
    originPlace: text('origin_place'),
    sourceKey: text('source_key'),
    recordedAt: at('recorded_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.quickTestId] }),
    unique('quick_tests__source_key').on(t.marketId, t.sourceKey),
    index('quick_tests__by_day').on(t.marketId, t.businessDate, t.testedAt),
    index('quick_tests__by_batch').on(t.marketId, t.batchId),
    index('quick_tests__by_merchant').on(t.marketId, t.merchantId, t.testedAt),
    ...merchantPolicies('quick_tests', t.merchantId),
  ],
)

/** While one of a batch's holds is open, nobody sells the batch. */
export const salesHolds = pgTable(
  'sales_holds',
  {
    marketId: marketIdColumn(),
    salesHoldId: text('sales_hold_id').notNull(),
    batchId: text('batch_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    reason: text('reason', { enum: holdReasons }).notNull(),
    quickTestId: text('quick_test_id'),
    recallId: text('recall_id'),
    heldAt: at('held_at').notNull(),
    heldBy: text('held_by').notNull(),
    releasedAt: at('released_at'),
    releasedBy: text('released_by'),
    releaseNote: text('release_note'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.salesHoldId] }),
    foreignKey({
      name: 'sales_holds__batch',
      columns: [t.marketId, t.batchId],
      foreignColumns: [batches.marketId, batches.batchId],
    }),
    index('sales_holds__by_batch').on(t.marketId, t.batchId),
    index('sales_holds__open')
      .on(t.marketId, t.heldAt)
      .where(sql`released_at is null`),
    ...merchantPolicies('sales_holds', t.merchantId),
  ],
)

/** A listing that a hold closed: a trigger on listings keeps it from going on sale (see the migration of guards). */
export const listingHolds = pgTable(
  'listing_holds',
  {
    marketId: marketIdColumn(),
    listingId: text('listing_id').notNull(),
    salesHoldId: text('sales_hold_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    stateBefore: text('state_before').notNull(),
    heldAt: at('held_at').notNull(),
    releasedAt: at('released_at'),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.listingId, t.salesHoldId] }),
    index('listing_holds__by_hold').on(t.marketId, t.salesHoldId),
    ...merchantPolicies('listing_holds', t.merchantId),
  ],
)

/** 报告: that an unsound batch was reported to an authority, with the fingerprint of the paper that went out. Append-only. */
export const testReports = pgTable(
  'test_reports',
  {
    marketId: marketIdColumn(),
    testReportId: text('test_report_id').notNull(),
    quickTestId: text('quick_test_id').notNull(),
    batchId: text('batch_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    reportedTo: text('reported_to').notNull(),
    note: text('note'),
    /** SHA-256 of the facts that the paper states, in hexadecimal. */
    factsHash: text('facts_hash').notNull(),
    reportedAt: at('reported_at').notNull(),
    reportedBy: text('reported_by').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.testReportId] }),
    index('test_reports__by_test').on(t.marketId, t.quickTestId),
    ...merchantPolicies('test_reports', t.merchantId),
  ],
)

/** 无害化处理 of what a batch still had. Append-only. */
export const disposals = pgTable(
  'disposals',
  {
    marketId: marketIdColumn(),
    disposalId: text('disposal_id').notNull(),
    batchId: text('batch_id').notNull(),
    merchantId: text('merchant_id').notNull(),
    quantity: fen('quantity').notNull(),
    method: text('method').notNull(),
    place: text('place').notNull(),
    witness: text('witness').notNull(),
    evidenceFileIds: jsonb('evidence_file_ids').$type<string[]>().notNull(),
    reportedTo: text('reported_to'),
    disposedAt: at('disposed_at').notNull(),
    recordedBy: text('recorded_by').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.disposalId] }),
    check('disposals__quantity', sql`${t.quantity} > 0`),
    index('disposals__by_batch').on(t.marketId, t.batchId),
    ...merchantPolicies('disposals', t.merchantId),
  ],
)

/** Splitting, mixing, repacking. Append-only: what goes in equals what comes out plus the named loss. */
