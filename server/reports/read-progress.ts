import type { Reply } from '../../shared/endpoint.ts'
import { versionOn } from '../../shared/reports/metrics.ts'
import { monthsOfPeriod } from '../../shared/reports/periods.ts'
import type { readProgress } from '../../shared/reports/reports.api.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { selectBenefit } from './benefit.queries.ts'
import { type FigureSums, selectFigures } from './figures.queries.ts'
import { countDeclared, type StageSums, selectStages } from './progress.queries.ts'
import { benefitView, paidOf } from './read-benefit.ts'
import type { ResolvedReport } from './resolve-report.ts'

type Progress = Reply<typeof readProgress>

/** The stages of the way, each by its own date and never added up, and what reached villagers. */
export async function progressOf(reader: Reader, report: ResolvedReport): Promise<Progress> {
  const { scope, period } = report
  const stages = await documentStagesOf(reader, report)
  const figures = await selectFigures(reader, scope, monthsOfPeriod(period))
  const { households: settled, benefit } = await settledOf(reader, report, figures)
  const { distinctCents: cents, distinctGrams: grams } = figures
  return {
    stages: [...stages, { stage: 'recognised', cents, grams }],
    households: { settled, declared: await declaredOf(reader, report) },
    collectiveCents: benefit.collectiveCents,
    benefit,
  }
}

/** The stages before recognition, which documents tell. */
export async function documentStagesOf(
  reader: Reader,
  { scope, days, period, definedOn }: ResolvedReport,
): Promise<Progress['stages']> {
  const { version } = versionOn('ordered', definedOn)
  const months = monthsOfPeriod(period)
  return stagesOf(await selectStages(reader, scope, { months, days, version }))
}

/** What reached villagers, beside what was paid for their goods. */
export async function settledOf(
  reader: Reader,
  { scope, period, days }: ResolvedReport,
  figures: FigureSums,
) {
  const settled = await selectBenefit(reader, scope, { period, days })
  // Of units the entries are theirs by help-sale too, which no settlement of theirs answers.
  const paidCents = scope.units === null ? paidOf(figures) : null
  return { households: settled.households, benefit: benefitView(settled, paidCents) }
}

/** Households as sellers declared them. */
export function declaredOf(
  reader: Reader,
  { scope, days, definedOn }: ResolvedReport,
): Promise<number> {
  const { version } = versionOn('households_declared', definedOn)
  return countDeclared(reader, scope, { days, version })
}

/** Money is not weighed: invoices and payments have no weight of their own. */
function stagesOf(sums: StageSums | undefined): Progress['stages'] {
  return [
    { stage: 'ordered', cents: sums?.orderedCents ?? null, grams: sums?.orderedGrams ?? null },
    { stage: 'shipped', cents: sums?.shippedCents ?? null, grams: sums?.shippedGrams ?? null },
    { stage: 'accepted', cents: sums?.acceptedCents ?? null, grams: sums?.acceptedGrams ?? null },
    { stage: 'invoiced', cents: sums?.invoicedCents ?? null, grams: null },
    { stage: 'paid', cents: sums?.paidCents ?? null, grams: null },
  ]
}
