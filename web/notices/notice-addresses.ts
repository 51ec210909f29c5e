import type { Notice } from '../../shared/notices/notices.api.ts'

/** Pages of one record each, by what a notice is about. */
const records: Record<string, string> = {
  requisition: '/requisitions',
  purchase_order: '/purchase-orders',
  shipment: '/shipments',
  goods_receipt: '/goods-receipts',
  invoice: '/invoices',
  payment_run: '/payment-runs',
  unit: '/units',
  cooperative: '/cooperatives',
  product: '/listings',
  listing_review: '/listing-reviews',
  flag: '/flags',
  webhook: '/webhooks',
}

/** Lists in which that record stands. */
const lists: Record<string, string> = {
  weight_surplus: '/weight-surpluses',
  acceptance_correction: '/acceptance-corrections',
  credit_correction: '/credit-corrections',
  goods_return: '/goods-returns',
  payment: '/payments',
  payment_move: '/payments',
  misdirected_payment: '/misdirected-payments',
  payment_terms: '/payment-terms',
  unit_application: '/admissions',
  bank_account: '/money-due',
  money_due: '/money-due',
  sales_terms: '/sales-terms',
  wanted_goods: '/wanted-goods',
  proposal: '/proposals',
  pairing: '/pairings',
  membership: '/groups',
  shared_credit: '/shared-credits',
  secretary_consent: '/first-secretary',
  reserve_filing: '/reserve',
  introduction: '/introductions',
  check_run: '/check-runs',
  month_closing: '/months',
  target: '/target-progress',
  target_change: '/targets',
  settlement: '/settlements',
  export: '/files',
}

/** Where a notice leads: the record it speaks of, or the list that holds it. */
export function addressOf({ subjectType, subjectId }: Notice): string | null {
  const record = records[subjectType]
  return record === undefined ? (lists[subjectType] ?? null) : `${record}/${subjectId}`
}
