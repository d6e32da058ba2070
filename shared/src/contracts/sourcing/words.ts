/** What the parts of 食安 share: the words of its states and kinds. */

export const supplierKinds = ['firm', 'cooperative', 'farmer', 'market'] as const
export const intakeOrigins = ['gate', 'merchant', 'import'] as const
/** `awaiting_test`: no certificate, enters only when a test is negative. */
export const intakeStates = ['admitted', 'awaiting_test', 'refused'] as const
export const batchUnits = ['gram', 'piece'] as const
/**
 * `purchase_voucher` says where the goods came from; the others say that they are sound (令81 第八条). The
 * 承诺达标合格证 has a record of its own.
 */
export const paperKinds = [
  'purchase_voucher',
  'compliance_certificate',
  'self_test',
  'animal_quarantine',
  'meat_inspection',
  'import_inspection',
  'other',
] as const
export type PaperKind = (typeof paperKinds)[number]
/** 承诺事项: the wording of producers, and that of acquirers (农业农村部令2025年第4号). */
export const commitmentStyles = ['producer', 'acquirer'] as const
export const commitmentBases = ['quality_control', 'own_test', 'commissioned_test'] as const
export const quickTestResults = ['negative', 'positive', 'invalid'] as const
/** `own_stop`: the merchant stopped selling before anybody asked (食品安全法 第六十三条). */
export const holdReasons = ['positive_test', 'recall', 'inspection', 'own_stop'] as const
export const transformationKinds = ['split', 'mix', 'repack', 'butcher'] as const
/** How a sold line is known to come from a batch. */
export const linkBases = ['scale_code', 'listing', 'time_rule'] as const
export const recallSteps = [
  'started',
  'held',
  'stalls_listed',
  'sales_listed',
  'buyers_queued',
  'buyers_told',
  'closed',
] as const
export const batchStates = ['on_sale', 'awaiting_test', 'refused', 'on_hold', 'sold_out'] as const
