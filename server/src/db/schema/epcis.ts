/** EPCIS 2.0: what others captured here, and our own events as they were told. */
import { boolean, index, jsonb, pgTable, primaryKey, text, unique } from 'drizzle-orm/pg-core'
import { at, marketIdColumn, tenantPolicies } from './columns.ts'

export const epcisCaptures = pgTable(
  'epcis_captures',
  {
    marketId: marketIdColumn(),
    captureId: text('capture_id').notNull(),
    createdAt: at('created_at').notNull(),
    finishedAt: at('finished_at'),
    success: boolean('success'),
    errorBehaviour: text('error_behaviour', { enum: ['rollback', 'proceed'] }).notNull(),
    /** The document as sent; emptied when the job has finished. */
    document: text('document').notNull(),
    errors: jsonb('errors').$type<{ type: string; title: string; status: number; detail: string }[]>().notNull(),
    capturedBy: text('captured_by').notNull(),
  },
  (t) => [primaryKey({ columns: [t.marketId, t.captureId] }), ...tenantPolicies('epcis_captures')],
)

/** Events of others as captured, and our own as exported. `body` is text: what came in goes out byte for byte. */
export const epcisEvents = pgTable(
  'epcis_events',
  {
    marketId: marketIdColumn(),
    eventKey: text('event_key').notNull(),
    eventId: text('event_id').notNull(),
    captureId: text('capture_id'),
    eventType: text('event_type').notNull(),
    action: text('action'),
    eventTime: at('event_time').notNull(),
    recordTime: at('record_time').notNull(),
    bizStep: text('biz_step'),
    disposition: text('disposition'),
    readPoint: text('read_point'),
    bizLocation: text('biz_location'),
    /** Every identifier that the event names, by the list that names it. */
    epcs: jsonb('epcs').$type<Record<string, string[]>>().notNull(),
    transactions: jsonb('transactions').$type<string[]>().notNull(),
    /** Our own event: which deed it tells of, once. */
    deed: text('deed'),
    context: text('context').notNull(),
    body: text('body').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.marketId, t.eventKey] }),
    unique('epcis_events__deed').on(t.marketId, t.deed),
    index('epcis_events__by_id').on(t.marketId, t.eventId),
    index('epcis_events__by_time').on(t.marketId, t.eventTime, t.eventKey),
    index('epcis_events__epcs').using('gin', t.epcs),
    ...tenantPolicies('epcis_events'),
  ],
)
