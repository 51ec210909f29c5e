import type { Reply } from '../../shared/endpoint.ts'
import { type Figure, plus } from '../../shared/figure.ts'
import { lastDayOf, monthOfDay, shiftMonth } from '../../shared/months.ts'
import { monthsOfPeriod } from '../../shared/reports/periods.ts'
import { ratioBasisPoints } from '../../shared/reports/ratios.ts'
import type { listBenefits, readPublicVillage } from '../../shared/reports/reports.api.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes } from '../villages/index.ts'
import { type BenefitSums, selectBenefit, selectBenefits } from './benefit.queries.ts'
import { type FigureSums, selectFigures } from './figures.queries.ts'
import { type PublicSums, selectCollectiveIncome, selectPublicBenefit } from './public.queries.ts'
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
  return plus(sums.distinctCents, sums.notCountedCents)
}

/** The sums with the share of the price that arrived; none where nothing was paid. */
export function benefitView({ orderCents, ...shown }: BenefitSums, paidCents: Figure | null) {
  return { ...shown, paidCents, shareBasisPoints: ratioBasisPoints(orderCents, paidCents) }
}

/**
 * What everybody is told (§3.14) of the year to the end of the last whole month: of collectives by
 * then, and of households as it was last written, which is once a month and only where neither the
 * figures nor what changed in them tell of fewer than five.
 */
export async function publicBenefitOf(
  reader: Reader,
  { node, today }: { node: string | null; today: string },
): Promise<Reply<typeof readPublicVillage>['benefit']> {
  const last = shiftMonth(monthOfDay(today), -1)
  const months = { first: `${last.slice(0, 4)}-01`, last }
  const sums = await selectPublicBenefit(reader, { villageCode: node ?? '', months })
  return {
    to: lastDayOf(last),
    collectiveCents: await selectCollectiveIncome(reader, node ?? '', months),
    households: sums === undefined || sums.households === 0 ? null : statedOf(sums),
  }
}

function statedOf({ month, orderCents, paidCents, households, ...sums }: PublicSums) {
  return {
    ...{ to: lastDayOf(month), count: households },
    ...{ householdCents: sums.householdCents, medianCents: sums.medianCents },
    shareBasisPoints: ratioBasisPoints(orderCents, paidCents),
  }
}
