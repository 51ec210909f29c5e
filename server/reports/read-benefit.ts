import type { Reply } from '../../shared/endpoint.ts'
import { type Figure, figureOf } from '../../shared/figure.ts'
import { fewestShown, ratioBasisPoints } from '../../shared/reports/metrics.ts'
import { monthsOfPeriod } from '../../shared/reports/periods.ts'
import type { listBenefits, readPublicVillage } from '../../shared/reports/reports.api.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes } from '../villages/index.ts'
import { type BenefitSums, selectBenefit, selectBenefits } from './benefit.queries.ts'
import { type FigureSums, selectFigures } from './figures.queries.ts'
import { namedSubject } from './read-subject.ts'
import type { ResolvedReport } from './resolve-report.ts'

/** What reached the villages of a place, and each village or county of it (§3.14). */
export async function benefitsOf(
  reader: Reader,
  { subject, scope, period, days }: ResolvedReport,
  { limit }: { limit: number },
): Promise<Reply<typeof listBenefits>> {
  const figures = await selectFigures(reader, scope, monthsOfPeriod(period))
  const sums = await selectBenefit(reader, scope, { period, days })
  const rows = await selectBenefits(reader, { node: scope.node, period, limit })
  const codes = rows.map((row) => row.key).filter((key) => key !== '')
  const divisions = await divisionsByCodes(reader, codes)
  return {
    subject: await namedSubject(reader, subject),
    period,
    ...days,
    total: benefitView(sums, paidOf(figures)),
    items: rows.map(({ key, paidCents, ...ofPlace }) => ({
      key,
      name: divisions.get(key)?.pathName ?? '',
      ...benefitView(ofPlace, paidCents),
    })),
  }
}

/** What was paid for the goods of a scope: all accepted and paid, in figures or not (§3.2). */
export function paidOf(sums: Pick<FigureSums, 'distinctCents' | 'notCountedCents'>): Figure {
  return figureOf(BigInt(sums.distinctCents) + BigInt(sums.notCountedCents))
}

/** The sums with the share of the price that arrived; none where nothing was paid. */
export function benefitView({ orderCents, ...shown }: BenefitSums, paidCents: Figure | null) {
  return { ...shown, paidCents, shareBasisPoints: ratioBasisPoints(orderCents, paidCents) }
}

/**
 * The same for everybody: where fewer than five households were paid, neither how many nor what
 * they received, nor the share that would tell it, is stated. `hidden` are the households of places
 * below that nothing is stated of: those of fewer than five together are not found out by taking
 * all others from the whole either.
 */
export function publicBenefitOf(
  benefit: ReturnType<typeof benefitView>,
  { hidden }: { hidden: number | null },
): Reply<typeof readPublicVillage>['benefit'] {
  const { paidCents: _, ...shown } = benefit
  const { households, householdCents } = shown
  // What none has in sum may still be what one gave back.
  const isOfFew = households < fewestShown && (households !== 0 || BigInt(householdCents) !== 0n)
  if (!isOfFew && (hidden === null || hidden >= fewestShown)) return shown
  const none = { households: null, householdCents: null, medianCents: null }
  return { ...shown, ...none, shareBasisPoints: null }
}
