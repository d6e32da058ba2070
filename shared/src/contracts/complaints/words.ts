/** What the parts of complaints, ratings and credit share: the words of their states and kinds. */

export const complaintStates = [
  'received',
  'accepted',
  'declined',
  'mediating',
  'settled',
  'closed',
  'withdrawn',
] as const
export type ComplaintState = (typeof complaintStates)[number]
/** Who has the next word. */
export const complaintSteps = ['merchant', 'operator', 'authority', 'none'] as const
export const complaintChannels = ['mini_program', 'kiosk', 'qr', 'desk', 'open311'] as const
export const complaintCategories = [
  'weight',
  'price',
  'quality',
  'food_safety',
  'refund',
  'attitude',
  'hygiene',
  'other',
] as const
export type ComplaintCategory = (typeof complaintCategories)[number]
export const complaintActions = [
  'accept',
  'decline',
  'answer',
  'mediate',
  'pause',
  'resume',
  'settle',
  'close',
  'hand_over',
  'note',
] as const
/** What the complainant may do with the code in hand. */
export const complainantActions = ['agree', 'withdraw', 'add'] as const
export const reportStates = ['received', 'checking', 'handed_over', 'closed'] as const
export const reportActions = ['check', 'hand_over', 'close', 'note'] as const
export const reportFindings = ['confirmed', 'unconfirmed'] as const
/** Shared by complaint and report clocks. */
export const clockIds = [
  'merchant_answer',
  'acceptance',
  'mediation',
  'termination_notice',
  'report_check',
  'report_notice',
] as const
export type ClockId = (typeof clockIds)[number]
/** How sure we are of a rule's number: read in the text, read in a published copy, from memory, this product's own, the market's own. */
export const ruleMarks = ['statute', 'quoted', 'recall', 'default', 'market'] as const
export const creditEventKinds = [
  'complaint_upheld',
  'answer_overdue',
  'weight_short',
  'finding_minor',
  'finding_serious',
  'recheck_failed',
  'rectified_on_time',
  'penalty',
  'honour',
  'correction',
] as const
export type CreditEventKind = (typeof creditEventKinds)[number]
export const appealStates = ['open', 'upheld', 'rejected'] as const
export const weighVerdicts = ['within', 'short', 'over'] as const
export const toleranceClasses = ['staple', 'ordinary', 'dear', 'precious'] as const
