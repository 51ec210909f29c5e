import type { z } from 'zod'
import type { Reply } from '../../shared/endpoint.ts'
import { fieldError } from '../../shared/errors.ts'
import type { figuresQuery } from '../../shared/reports/figures.schemas.ts'
import { type MetricName, metrics } from '../../shared/reports/metrics.ts'
import type { readFigures } from '../../shared/reports/reports.api.ts'

type Question = z.output<typeof figuresQuery>
/** The ledger's parameters for the entries behind a figure; null where it has none. */
export type Lines = Reply<typeof readFigures>['items'][number]['figures'][number]['lines']

const counted = { recognition: 'counted' }

/** The entries behind a figure, beside those of its scope. */
export const filters: Partial<Record<MetricName, Lines>> = {
  recognised_cents: counted,
  recognised_grams: counted,
  recognised_orders: counted,
  brought: counted,
  distinct: counted,
  growth: counted,
  share_of_total: counted,
  target_reached: counted,
  direct: { ...counted, credit: 'direct' },
  help_sale: { ...counted, credit: 'help_sale' },
  overlap: { ...counted, credit: 'overlap' },
  paired: { ...counted, pairing: 'paired' },
  other_villages: { ...counted, pairing: 'other' },
  unknown_village: { ...counted, unknownVillage: 'true' },
  not_counted: { recognition: 'not_counted' },
}

/**
 * The metrics requested, all of the grouping unless named; another one is refused. As of an earlier
 * day only the ledger is known: what documents tell is told of today.
 */
export function namesIn(
  { metrics: requested, by, pairingId }: Question,
  asOf: string | null,
): MetricName[] {
  if (asOf !== null && by !== 'total') throw fieldError(['by'], 'not_an_option')
  const ofLedger = ofTotals.filter((name) => name !== 'opening')
  // Targets are of all that is done, documents of whole orders.
  const ofPairing = ofLedger.filter((name) => !ofTargets.includes(name))
  const ofWhole = asOf === null ? metricsOfTotal : ofLedger
  const whole = pairingId === undefined ? ofWhole : ofPairing
  const possible: readonly string[] = by === 'total' ? whole : metricsOfRows(by)
  const names = requested === undefined ? possible : [...new Set(requested.split(','))]
  const wrong = names.find((name) => !possible.includes(name))
  if (wrong !== undefined) throw fieldError(['metrics'], 'not_an_option', { value: wrong })
  return names as MetricName[]
}

const ofEntries: readonly MetricName[] = [
  'recognised_cents',
  'recognised_grams',
  'direct',
  'help_sale',
  'overlap',
  'distinct',
  'paired',
  'other_villages',
  'unknown_village',
  'not_counted',
]
export const ofDocuments: readonly MetricName[] = [
  'ordered',
  'shipped',
  'accepted',
  'invoiced',
  'paid',
]
export const ofSettlements: readonly MetricName[] = [
  'households_settled',
  'household_cents',
  'collective_cents',
  'household_median_cents',
  'paid_for_goods',
  'share_reached',
]
export const ofTotals: readonly MetricName[] = [
  ...ofEntries,
  'recognised_orders',
  'last_year',
  'growth',
  'opening',
  'target',
  'target_reached',
  'completion',
]
const ofTargets: readonly MetricName[] = ['target', 'target_reached', 'completion']
const metricsOfTotal: readonly MetricName[] = [
  ...ofTotals,
  ...ofDocuments,
  'households_declared',
  ...ofSettlements,
]

/** Of rows what the catalogue lets be divided so, as far as rankings and series hold it. */
function metricsOfRows(by: Question['by']): string[] {
  if (by === 'pairing' || by === 'first_secretary') return ['brought']
  const ofRows: MetricName[] = [
    ...(['recognised_cents', 'recognised_grams', 'last_year', 'growth'] as const),
    ...(by === 'year' ? (['opening'] as const) : []),
    ...(by === 'month' || by === 'year' ? [] : (['share_of_total', 'completion'] as const)),
  ]
  return ofRows.filter((name) => (metrics[name].dimensions as readonly string[]).includes(by))
}
