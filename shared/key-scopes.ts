import type { OrganisationKind } from './roles.ts'

/** What a key of the open API may be let do; each scope is granted by name. */
export const keyScopes = [
  'catalogue:read',
  'stock:write',
  'orders:read',
  'deliveries:read',
  'invoices:read',
  'ledger:read',
] as const
export type KeyScope = (typeof keyScopes)[number]

/** For whose organisations a scope opens anything at all. */
const kindsOfScope: Record<KeyScope, readonly OrganisationKind[]> = {
  'catalogue:read': ['unit', 'cooperative', 'authority', 'platform'],
  'stock:write': ['cooperative'],
  'orders:read': ['unit', 'cooperative', 'authority', 'platform'],
  'deliveries:read': ['unit', 'cooperative'],
  'invoices:read': ['unit', 'cooperative'],
  'ledger:read': ['unit', 'authority', 'platform'],
}

/** The scopes a key of an organisation of this kind may have. */
export function scopesOf(kind: OrganisationKind): KeyScope[] {
  return keyScopes.filter((scope) => kindsOfScope[scope].includes(kind))
}

/** The endpoints that each scope opens. What stands in none is closed to every key. */
export const endpointsOfScope: Record<KeyScope, readonly string[]> = {
  'catalogue:read': [
    'catalogue.browse',
    'catalogue.facets',
    'catalogue.seasonCalendar',
    'catalogue.product',
    'catalogue.listings',
    'catalogue.listing',
    'catalogue.marksOfListing',
  ],
  'stock:write': ['catalogue.declareLot', 'catalogue.adjustLot', 'catalogue.closeLot'],
  'orders:read': [
    'orders.listRequisitions',
    'orders.readRequisition',
    'orders.listPurchaseOrders',
    'orders.readPurchaseOrder',
  ],
  'deliveries:read': [
    'deliveries.listToPack',
    'deliveries.listShipments',
    'deliveries.getShipment',
    'deliveries.getReceipt',
    'deliveries.listReturns',
  ],
  'invoices:read': [
    'billing.getInvoice',
    'billing.getMatch',
    'billing.listPayments',
    'billing.listRefunds',
  ],
  'ledger:read': [
    'reports.listMetrics',
    'reports.readTotals',
    'reports.readProgress',
    'reports.readFigures',
    'reports.listRanking',
    'reports.listTrend',
    'reports.readResults',
    'reports.listTargetProgress',
    'reports.readReserve',
    'reports.listReserve',
    'reports.listLedger',
    'reports.readEntry',
    'reports.readEntryProof',
    'exchange.exportLedger',
    'exchange.exportLedgerCsv',
  ],
}

const scopeByEndpoint = new Map(
  keyScopes.flatMap((scope) => endpointsOfScope[scope].map((name) => [name, scope] as const)),
)

/** The scope that a key needs for an endpoint; null: no key is let in there. */
export function scopeOf(endpointName: string): KeyScope | null {
  return scopeByEndpoint.get(endpointName) ?? null
}
