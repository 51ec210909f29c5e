import type { RouteLocationRaw } from 'vue-router'
import { noMark } from '../../shared/catalogue/marks.ts'
import type { rankingChoices } from '../../shared/reports/ranking.schemas.ts'
import type { ReportQuery } from './use-report-query.ts'

type Kind = (typeof rankingChoices)[number]

/** What opens its lines at once, and what the ledger is filtered by for it. */
const filterOf: Partial<Record<Kind, string>> = {
  product: 'productId',
  cooperative: 'cooperativeId',
  category: 'category',
  channel: 'channel',
  mark: 'mark',
}

/**
 * Where a row of a ranking leads: places and units to their own figures, all else to the lines of
 * the report that it is the sum of.
 */
export function rankingLink(query: ReportQuery, by: Kind, key: string): RouteLocationRaw {
  const lines = { ...query, recognition: 'counted' }
  const filter = filterOf[by]
  if (filter) return { name: 'reports.ledger', query: { ...lines, [filter]: key || noMark } }
  if (key === '') return { name: 'reports.ledger', query: { ...lines, unknownVillage: 'true' } }
  if (by === 'pairing' || by === 'first_secretary')
    return { name: 'reports.results', query: { period: query.period, pairingId: key } }
  if (by === 'unit') {
    const { groupId: _group, withBelow: _below, ...rest } = query
    return { name: 'reports.overview', query: { ...rest, unitId: key } }
  }
  return { name: 'reports.overview', query: { ...query, divisionCode: key } }
}
