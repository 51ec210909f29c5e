import type { Role } from '../../shared/roles.ts'

export type PageAccess = 'everybody' | 'signed in' | readonly Role[]

const unit = ['buyer', 'approver', 'receiver', 'finance', 'unit_leader'] as const
const cooperative = ['cooperative_manager', 'cooperative_packer'] as const
const manager = ['cooperative_manager'] as const
const heads = ['unit_leader', 'cooperative_manager', 'platform_admin'] as const
const overseers = ['official', 'group_coordinator', 'platform_admin'] as const
const reviewers = ['official', 'platform_admin'] as const
const importers = [...heads, 'official', 'group_coordinator', 'finance'] as const
const moneySides = ['finance', 'cooperative_manager'] as const

/** Who may open which page. Written by hand, so that the routes cannot agree with themselves. */
export const pageAccess: Record<string, PageAccess> = {
  '/audit': heads,

  '/sign-in': 'everybody',
  '/forgot-password': 'everybody',
  '/reset-password': 'everybody',
  '/accept-invitation': 'everybody',
  '/account': 'signed in',
  '/members': heads,
  '/people': ['platform_admin'],
  '/api-keys': [...heads, 'official'],

  '/villages': overseers,
  '/villages/:code(\\d{12})': 'signed in',

  '/organisations': 'signed in',
  '/units/:unitId': 'signed in',
  '/apply': 'everybody',
  '/set-up': 'everybody',
  '/admissions': reviewers,
  '/organisation-changes': reviewers,
  '/cooperatives/:cooperativeId': [...cooperative, ...reviewers],

  '/pairings': [...unit, ...overseers],
  '/groups': [...unit, ...overseers],
  '/groups/:groupId': [...unit, ...overseers],
  '/proposals': ['unit_leader', ...overseers],
  '/targets': ['unit_leader', ...overseers],
  '/introductions': unit,
  '/shared-credits': unit,
  '/policies': reviewers,

  '/flags': ['cooperative_manager', 'unit_leader', ...reviewers],
  '/check-runs': reviewers,
  '/flag-rates': reviewers,
  '/flags/:flagId': ['cooperative_manager', 'unit_leader', ...reviewers],
  '/opening-figures': reviewers,
  '/opening-figures/new': ['official'],
  '/opening-figures/:openingId': reviewers,
  '/outside-purchases': [...unit, ...reviewers],
  '/outside-purchases/new': ['buyer', 'finance', 'unit_leader', 'official'],
  '/outside-purchases/:outsideId': [...unit, ...reviewers],

  '/catalogue': 'everybody',
  '/catalogue/:productId': 'everybody',
  '/listings': cooperative,
  '/listings/new': manager,
  '/listings/:productId': cooperative,
  '/listings/:productId/lots/:lotNumber': cooperative,
  '/listings/:productId/labels': cooperative,
  '/sales-terms': manager,
  '/wanted-goods': ['buyer', 'unit_leader', 'cooperative_manager'],
  '/produce-names': ['platform_admin'],
  '/listing-reviews': reviewers,
  '/listing-reviews/:productId': reviewers,

  '/household-slips': manager,
  '/h': 'everybody',

  '/desk': unit,
  '/order-desk': cooperative,
  '/order': ['buyer'],
  '/requisitions': [...unit, ...overseers],
  '/requisitions/:id': [...unit, ...overseers],
  '/purchase-orders': [...unit, ...cooperative, ...overseers],
  '/purchase-orders/:id': [...unit, ...cooperative, ...overseers],
  '/order-settings': unit,

  '/deliveries/to-pack': cooperative,
  '/unsent': ['receiver', ...cooperative],
  '/deliveries/pick-list': cooperative,
  '/shipments': [...unit, ...cooperative],
  '/s/:code': 'signed in',
  '/shipments/:shipmentId': 'signed in',
  '/shipments/:shipmentId/note': 'signed in',
  '/shipments/:shipmentId/receipt': ['receiver'],
  '/goods-receipts/:receiptId': 'signed in',
  '/goods-returns': [...unit, ...cooperative],
  '/weight-surpluses': [...unit, ...cooperative],
  '/acceptance-corrections': [...unit, ...cooperative],
  '/credit-corrections': 'signed in',
  '/purchase-orders/:purchaseOrderId/credit': 'signed in',

  '/money-due': moneySides,
  '/payment-by-unit': ['official'],
  '/online-payments': ['finance'],
  '/online-payments/:onlinePaymentId': ['finance'],
  '/payee-account': manager,
  '/reconciliations': ['platform_admin'],
  '/settlements': ['cooperative_manager', ...reviewers],
  '/settlements/new': manager,
  '/misdirected-payments': moneySides,
  '/payment-terms': moneySides,
  '/payment-runs': ['finance'],
  '/payment-runs/new': ['finance'],
  '/payment-runs/:runId': ['finance'],
  '/payments': moneySides,
  '/bank-lines': moneySides,
  '/books': [...moneySides, 'platform_admin'],
  '/books/:account': [...moneySides, 'platform_admin'],
  '/statements/:counterpartyId': moneySides,
  '/purchase-orders/:purchaseOrderId/invoice': manager,
  '/invoices/:invoiceId': 'signed in',
  '/purchase-orders/:purchaseOrderId/match': 'signed in',
  '/purchase-orders/:purchaseOrderId/settlements': manager,
  '/lots/:lotId/settlements': manager,

  '/reports': [...unit, ...overseers],
  '/reports/projector': [...unit, ...overseers],
  '/benefits': reviewers,
  '/reserve': [...unit, ...reviewers],
  '/pairing-results': [...unit, ...overseers],
  '/target-progress': [...unit, ...overseers],
  '/ledger': [...unit, ...overseers],
  '/ledger/:countyCode(\\d{6})/:number(\\d+)': [...unit, ...overseers],
  '/verification': reviewers,
  '/months': reviewers,
  '/months/:countyCode(\\d{6})/:month(\\d{4}-\\d{2})': reviewers,
  '/months/:countyCode(\\d{6})/:month(\\d{4}-\\d{2})/statement': reviewers,
  '/months/:countyCode(\\d{6})/:month(\\d{4}-\\d{2})/changes': reviewers,
  '/v/:code(\\d{12})': 'everybody',
  '/v/:code(\\d{12})/poster': 'everybody',
  '/definitions': 'everybody',
  '/public': 'everybody',
  '/public/counties': 'everybody',
  '/transparency': 'everybody',

  '/imports': importers,
  '/imports/:importId': importers,
  '/imports/:importId/codes': importers,

  '/notices': 'signed in',
}
