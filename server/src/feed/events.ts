/**
 * Every event of the feed: past tense, versioned, without personal data. A change that a reader could notice is a new
 * version; a published version never changes.
 */
export interface EventPayloads {
  'market.registered': { code: string; name: string }
  'market.updated': { changed: string[] }
  'zone.changed': { zoneId: string; code: string; kind: string; removed: boolean }
  'stall.registered': { stallId: string; code: string }
  'stall.updated': { stallId: string; code: string; changed: string[] }
  'merchant.registered': { merchantId: string; name: string; creditCode: string | null }
  'merchant.updated': { merchantId: string; changed: string[] }
  'tenancy.started': { tenancyId: string; stallId: string; merchantId: string; from: string; to: string | null }
  'tenancy.ended': { tenancyId: string; to: string }
  'licence.recorded': { licenceId: string; merchantId: string; kind: string; validTo: string | null }
  'licence.removed': { licenceId: string; merchantId: string }
  'staff_member.registered': { staffMemberId: string; merchantId: string; requiresHealthCertificate: boolean }
  'staff_member.left': { staffMemberId: string; merchantId: string }
  'health_certificate.recorded': {
    healthCertificateId: string
    staffMemberId: string
    merchantId: string
    validTo: string
  }
  'ledger.imported': { importId: string; created: number; updated: number; unchanged: number; rejected: number }
  'device.registered': { deviceId: string; code: string; kind: string; zoneId: string | null; stallId: string | null }
  'device.updated': { deviceId: string; changed: string[] }
  'device.retired': { deviceId: string }
  'alarm_test.recorded': { alarmTestId: string; kind: string; testedAt: string }
  'sales.recorded': { source: string; saleCount: number; amountFen: number; businessDates: string[] }
  'stall_codes.issued': { count: number }
  'payment_account.opened': { paymentAccountId: string; stallId: string; channel: string }
  'payment_account.closed': { paymentAccountId: string; stallId: string }
  'charge.opened': { chargeId: string; chargeNumber: string; stallId: string; channel: string; amountFen: number }
  'charge.closed': { chargeId: string; stallId: string; channel: string }
  'payment.received': {
    paymentId: string
    chargeId: string
    stallId: string
    channel: string
    amountFen: number
    late: boolean
    declared: boolean
  }
  'payment.quarantined': { quarantineCaseId: string; channel: string; kind: string; chargeNumber: string }
  'payment.quarantine_settled': { quarantineCaseId: string }
  'refund.requested': { refundId: string; chargeId: string; stallId: string; amountFen: number }
  'refund.finished': { refundId: string; chargeId: string; stallId: string; amountFen: number; succeeded: boolean }
  'reconciliation.completed': { channel: string; businessDate: string; lines: number; differences: number }
  'reconciliation.difference_settled': { differenceId: string }
  'stall_codes.printed': { count: number }
  'stall_code.revoked': { stallCodeId: string; stallId: string }
  'stall_code.scanned': { stallCodeScanId: string; stallId: string; verdict: string }
  'notice.published': { noticeId: string; kind: string; title: string }
  'notice.withdrawn': { noticeId: string; kind: string; reason: string }
  'notice_topic.set': { kind: string; required: boolean; cadenceDays: number }
  'foot_traffic.recorded': { hours: number; entryCount: number }
  'analysis.completed': { analysisRunId: string; businessDate: string }
  'platform_link.created': { platformLinkId: string; level: string }
  'platform_link.removed': { platformLinkId: string; level: string }
  'judgement.entered': { rubricId: string; leafId: string; points: string }
  'assessment.snapshot_taken': { snapshotId: string; rubricId: string; low: number; high: number; max: number }
  'listing.changed': { listingId: string; stallId: string; state: string; changed: string[] }
  'prices.changed': { stallIds: string[]; changed: number; confirmed: number }
  'stock.changed': { listingIds: string[] }
  'guide_prices.set': { businessDate: string; source: string; count: number }
  'order.placed': {
    orderGroupId: string
    payment: string
    fulfilment: string
    amountFen: number
    stallOrders: { stallOrderId: string; stallCode: string; amountFen: number }[]
  }
  'stall_order.moved': { stallOrderId: string; stallId: string; action: string; from: string; to: string }
  'stall_order.paid': { stallOrderId: string; stallId: string; amountFen: number; channel: string }
  'stall_order.weighed': { stallOrderId: string; lineNo: number; quantity: number; finalFen: number; consent: string }
  'stall_order.refund_wanted': { stallOrderId: string; stallId: string; amountFen: number; purpose: string }
  'stall_order.refund_settled': { stallOrderId: string; stallId: string; amountFen: number; arrived: boolean }
  'stall_order.unanswered': { stallOrderId: string; stallId: string; step: string }
  'order_settings.set': { payWithinMinutes: number; overweightPercent: number }
  'delivery_zone.changed': { deliveryZoneId: string; removed: boolean }
  'delivery_slots.opened': { count: number }
  'parcel.moved': { parcelId: string; orderGroupId: string; to: string }
  'supplier.registered': { supplierId: string; code: string; kind: string }
  'intake.recorded': { intakeId: string; batchId: string; merchantId: string; state: string; origin: string }
  'intake.admitted': { intakeId: string; batchId: string; by: string }
  'intake.refused': { intakeId: string; batchId: string }
  'intakes.imported': { importId: string; count: number }
  'food_safety_rule.set': { ruleId: string; effectiveFrom: string }
  'test_plan.set': { categoryCode: string; effectiveFrom: string; perDay: number }
  'quick_test.recorded': {
    quickTestId: string
    batchId: string | null
    stallId: string | null
    commodityName: string
    item: string
    result: string
    retestOf: string | null
  }
  'quick_tests.imported': { count: number; positive: number }
  'sales_hold.placed': { salesHoldId: string; batchId: string; reason: string; listingIds: string[] }
  'sales_hold.released': { salesHoldId: string; batchId: string; listingIds: string[] }
  'sales_hold.breached': { batchIds: string[]; saleIds: string[] }
  'batch.transformed': { transformationId: string; kind: string; from: string[]; to: string[] }
  'batch.disposed': { disposalId: string; batchId: string; quantity: number }
  'listing_batch.linked': { listingId: string; batchId: string | null }
  'recall.started': { recallId: string; batchId: string; drill: boolean }
  'recall.closed': { recallId: string; drill: boolean }
  'epcis.captured': { captureId: string; events: number; success: boolean }
  'papers.expired': { intakes: number; files: number }
  'floor_plan.imported': { planId: string; source: string; places: number; matched: number; violations: number }
  'floor_plan.matched': { planId: string; matched: number }
  'floor_plan.published': { planId: string; source: string; schematic: boolean }
  'floor_plan.withdrawn': { planId: string }
  'complaint.received': { complaintId: string; channel: string; category: string; stallId: string | null }
  'complaint.moved': { complaintId: string; action: string; from: string; to: string }
  'complaint.evidence_exported': { complaintId: string; sha256: string }
  'case_clock.escalated': { caseId: string; clockId: string; dueOn: string }
  'case_photo.uploaded': { photoId: string }
  'violation_report.received': { reportId: string; category: string }
  'violation_report.moved': { reportId: string; action: string; from: string; to: string }
  'service_rule.set': { ruleId: string; effectiveFrom: string }
  'calendar.imported': { years: number[]; clocksMoved: number }
  'rating.submitted': { ratingId: string; stallId: string; stars: number }
  'rating.replied': { ratingId: string; stallId: string }
  'reweigh.recorded': { reweighId: string; stallId: string; differenceGrams: number; verdict: string | null }
  'credit_event.recorded': { creditEventId: string; merchantId: string; kind: string; points: number }
  'credit_appeal.opened': { appealId: string; creditEventId: string; merchantId: string }
  'credit_appeal.decided': { appealId: string; creditEventId: string; upheld: boolean }
  'inspection_template.set': { templateId: string; version: number; retired: boolean }
  'inspection.submitted': { inspectionId: string; templateId: string; places: number; findings: number }
  'inspection_finding.moved': { findingId: string; action: string; to: string }
  'inspection_finding.overdue': { findingId: string; dueOn: string }
  'metrology_check.recorded': { metrologyCheckId: string; scaleCode: string; validTo: string; result: string }
  'notice.scheduled': { noticeId: string; publishAt: string }
  'notice_topic.going_stale': { kind: string; ageDays: number | null; cadenceDays: number }
}
export type EventType = keyof EventPayloads

export const eventVersions: Readonly<Record<EventType, number>> = {
  'market.registered': 1,
  'market.updated': 1,
  'zone.changed': 1,
  'stall.registered': 1,
  'stall.updated': 1,
  'merchant.registered': 1,
  'merchant.updated': 1,
  'tenancy.started': 1,
  'tenancy.ended': 1,
  'licence.recorded': 1,
  'licence.removed': 1,
  'staff_member.registered': 1,
  'staff_member.left': 1,
  'health_certificate.recorded': 1,
  'ledger.imported': 1,
  'device.registered': 1,
  'device.updated': 1,
  'device.retired': 1,
  'alarm_test.recorded': 1,
  'sales.recorded': 1,
  'stall_codes.issued': 1,
  'payment_account.opened': 1,
  'payment_account.closed': 1,
  'charge.opened': 1,
  'charge.closed': 1,
  'payment.received': 1,
  'payment.quarantined': 1,
  'payment.quarantine_settled': 1,
  'refund.requested': 1,
  'refund.finished': 1,
  'reconciliation.completed': 1,
  'reconciliation.difference_settled': 1,
  'stall_codes.printed': 1,
  'stall_code.revoked': 1,
  'stall_code.scanned': 1,
  'notice.published': 1,
  'notice.withdrawn': 1,
  'notice_topic.set': 1,
  'foot_traffic.recorded': 1,
  'analysis.completed': 1,
  'platform_link.created': 1,
  'platform_link.removed': 1,
  'judgement.entered': 1,
  'assessment.snapshot_taken': 1,
  'listing.changed': 1,
  'prices.changed': 1,
  'stock.changed': 1,
  'guide_prices.set': 1,
  'order.placed': 1,
  'stall_order.moved': 1,
  'stall_order.paid': 1,
  'stall_order.weighed': 1,
  'stall_order.refund_wanted': 1,
  'stall_order.refund_settled': 1,
  'stall_order.unanswered': 1,
  'order_settings.set': 1,
  'delivery_zone.changed': 1,
  'delivery_slots.opened': 1,
  'parcel.moved': 1,
  'supplier.registered': 1,
  'intake.recorded': 1,
  'intake.admitted': 1,
  'intake.refused': 1,
  'intakes.imported': 1,
  'food_safety_rule.set': 1,
  'test_plan.set': 1,
  'quick_test.recorded': 1,
  'quick_tests.imported': 1,
  'sales_hold.placed': 1,
  'sales_hold.released': 1,
  'sales_hold.breached': 1,
  'batch.transformed': 1,
  'batch.disposed': 1,
  'listing_batch.linked': 1,
  'recall.started': 1,
  'recall.closed': 1,
  'epcis.captured': 1,
  'papers.expired': 1,
  'floor_plan.imported': 1,
  'floor_plan.matched': 1,
  'floor_plan.published': 1,
  'floor_plan.withdrawn': 1,
  'complaint.received': 1,
  'complaint.moved': 1,
  'complaint.evidence_exported': 1,
  'case_clock.escalated': 1,
  'case_photo.uploaded': 1,
  'violation_report.received': 1,
  'violation_report.moved': 1,
  'service_rule.set': 1,
  'calendar.imported': 1,
  'rating.submitted': 1,
  'rating.replied': 1,
  'reweigh.recorded': 1,
  'credit_event.recorded': 1,
  'credit_appeal.opened': 1,
  'credit_appeal.decided': 1,
  'inspection_template.set': 1,
  'inspection.submitted': 1,
  'inspection_finding.moved': 1,
  'inspection_finding.overdue': 1,
  'metrology_check.recorded': 1,
  'notice.scheduled': 1,
  'notice_topic.going_stale': 1,
}
