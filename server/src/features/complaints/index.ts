/**
 * 投诉, 举报, 评价, 公平秤, 信用: what shoppers say about a stall and what follows from it. Hides how terms are counted,
 * how people's names are kept, and how points become a grade.
 * Rules: a complaint moves only by the transition table; every term keeps the rule of the day it began and ends by the
 * calendar of Chinese working days; nothing is refused because somebody complains often; 举报 is never shown to a
 * merchant; points come from recorded events alone, and a correction is an event of its own.
 */
export { complaintHandlers } from './routes.ts'
export { mountOpen311 } from './open311.ts'
export { aboutComplaint, eraseShopperFromComplaints, listShopperComplaints } from './shopper-data.ts'
export { escalateOverdue } from './escalating.ts'
export { type NewCreditEvent, recordCreditEvent, regradeMerchants } from './credit.ts'
export { attachPhotos, uploadPhoto } from './photos.ts'
export { calendarOf } from './settings.ts'
export { merchantAt, requireStall } from './place.ts'
