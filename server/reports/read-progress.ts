import type { Reply } from '../../shared/endpoint.ts'
import { versionOn } from '../../shared/reports/metrics.ts'
import { monthsOfPeriod } from '../../shared/reports/periods.ts'
import type { readProgress } from '../../shared/reports/reports.api.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { selectBenefit } from './benefit.queries.ts'
import { selectFigures } from './figures.queries.ts'
import { countDeclared, type StageSums, selectStages } from './progress.queries.ts'
import { benefitView, paidOf } from './read-benefit.ts'
import type { ResolvedReport } from './resolve-report.ts'

/** The stages of the way, each by its own date and never added up, and what reached villagers. */
export async function progressOf(
  reader: Reader,
  { scope, days, period, definedOn }: ResolvedReport,
): Promise<Reply<typeof readProgress>> {
  const months = monthsOfPeriod(period)
  const sums = await selectStages(reader, scope, {
    ...{ months, days },
    version: versionOn('ordered', definedOn).version,
  })
  const figures = await selectFigures(reader, scope, months)
  const settled = await selectBenefit(reader, scope, { period, days })
  // Of units the entries are theirs by help-sale too, which no settlement of theirs answers.
  const paidCents = scope.units === null ? paidOf(figures) : null
  const declared = await countDeclared(reader, scope, {
    days,
    version: versionOn('households_declared', definedOn).version,
  })
  return {
    stages: [
      ...stagesOf(sums),
      { stage: 'recognised', cents: figures.distinctCents, grams: figures.distinctGrams },
    ],
    households: { settled: settled.households, declared },
    collectiveCents: settled.collectiveCents,
    benefit: benefitView(settled, paidCents),
  }
}

/** Money is not weighed: invoices and payments have no weight of their own. */
function stagesOf(sums: StageSums | undefined): Reply<typeof readProgress>['stages'] {
  return [
    { stage: 'ordered', cents: sums?.orderedCents ?? null, grams: sums?.orderedGrams ?? null },
    { stage: 'shipped', cents: sums?.shippedCents ?? null, grams: sums?.shippedGrams ?? null },
    { stage: 'accepted', cents: sums?.acceptedCents ?? null, grams: sums?.acceptedGrams ?? null },
    { stage: 'invoiced', cents: sums?.invoicedCents ?? null, grams: null },
    { stage: 'paid', cents: sums?.paidCents ?? null, grams: null },
  ]
}
