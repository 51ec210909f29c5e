import type { Notice } from '../../shared/notices/notices.api.ts'

/** Where a notice leads: the record it speaks of. */
export function addressOf({ subjectType, subjectId }: Notice): string | null {
  switch (subjectType) {
    case 'requisition':
      return `/requisitions/${subjectId}`
    case 'purchase_order':
      return `/purchase-orders/${subjectId}`
    case 'shipment':
      return `/shipments/${subjectId}`
    case 'goods_receipt':
      return `/goods-receipts/${subjectId}`
    case 'weight_surplus':
      return '/weight-surpluses'
    case 'acceptance_correction':
      return '/acceptance-corrections'
    case 'credit_correction':
      return '/credit-corrections'
    case 'goods_return':
      return '/goods-returns'
    case 'payment':
    case 'payment_move':
      return '/payments'
    case 'invoice':
      return `/invoices/${subjectId}`
    case 'payment_run':
      return `/payment-runs/${subjectId}`
    case 'misdirected_payment':
      return '/misdirected-payments'
    case 'payment_terms':
      return '/payment-terms'
    case 'unit_application':
      return '/admissions'
    case 'unit':
      return `/units/${subjectId}`
    case 'cooperative':
      return `/cooperatives/${subjectId}`
    case 'bank_account':
    case 'money_due':
      return '/money-due'
    case 'product':
      return `/listings/${subjectId}`
    case 'listing_review':
      return `/listing-reviews/${subjectId}`
    case 'sales_terms':
      return '/sales-terms'
    case 'wanted_goods':
      return '/wanted-goods'
    case 'proposal':
      return '/proposals'
    case 'pairing':
      return '/pairings'
    case 'membership':
      return '/groups'
    case 'shared_credit':
      return '/shared-credits'
    case 'reserve_filing':
      return '/reserve'
    case 'introduction':
      return '/introductions'
    case 'flag':
      return `/flags/${subjectId}`
    case 'check_run':
      return '/check-runs'
    case 'month_closing':
      return '/months'
    case 'target':
      return '/target-progress'
    case 'settlement':
      return '/settlements'
    default:
      return null
  }
}
