import type { Reply } from '../../shared/endpoint.ts'
import type { Figure } from '../../shared/figure.ts'
import {
  areWholeYears,
  monthsOf,
  monthsOfPeriod,
  requirePeriod,
} from '../../shared/reports/periods.ts'
import type { readTotals } from '../../shared/reports/reports.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { helpersOfArea, targetsOf } from '../assistance/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { selectAmountsOf, selectFiguresOf } from './as-of.queries.ts'
import { selectAdjustments, selectOutsideTotal } from './entry-totals.queries.ts'
import type { FigureSums } from './figures.queries.ts'
import { figuresView, targetView } from './figures-view.ts'
import { growthOf, openingsOf } from './growth.ts'
import { metricVersionsOn } from './list-metrics.ts'
import { selectOrderCounts } from './order-counts.queries.ts'
import { ranksSecretaries } from './rank-pairings.ts'
import { namedSubject } from './read-subject.ts'
import type { ResolvedReport } from './resolve-report.ts'
import type { Scope } from './scope.ts'

/** The recognised totals of what was asked for, with last year and targets beside. */
export async function totalsOf(
  reader: Reader,
  context: Context,
  report: ResolvedReport,
): Promise<Reply<typeof readTotals>> {
  const { subject, scope, days, period, state, asOf } = report
  const months = monthsOfPeriod(period)
  const now = await selectFiguresOf(reader, { scope, months, asOf })
  const before = await selectAmountsOf(reader, {
    ...{ scopes: report.scopesBefore, months: monthsOf(report.before), asOf },
  })
  const openings = await openingsOf(reader, report)
  const growth = (of: 'cents' | 'grams', distinct: Figure) =>
    growthOf(report, openings, { of, now: distinct, before: before[of] })
  const orders = await selectOrderCounts(reader, scope, months, asOf)
  return {
    subject: await namedSubject(reader, subject),
    ...{ period, state },
    from: days.from,
    to: days.to,
    figures: figuresView(now, orders),
    adjustments: await adjustmentsOf(reader, report),
    outside: await outsideOf(reader, report),
    lastYear: {
      ...report.before,
      distinct: before,
      opening: openings.before,
    },
    opening: areWholeYears(requirePeriod(period).days) ? openings.now : null,
    growthCentsBasisPoints: growth('cents', now.distinctCents),
    growthGramsBasisPoints: growth('grams', now.distinctGrams),
    targets: await targetsWithCompletion(reader, context, { report, ofPeriod: now }),
    metricVersions: metricVersionsOn(report.definedOn),
    ...{ asOf, pairing: report.pairing },
    ranksFirstSecretaries: await ranksSecretaries(reader, report),
  }
}

/** Adjustments belong to a month, and are few enough to add up in a county or below. */
function adjustmentsOf(reader: Reader, { scope, period, asOf }: ResolvedReport) {
  const months = monthsOfPeriod(period)
  const isCounty = scope.node !== null && scope.node.length >= 6
  if (!isCounty || requirePeriod(period).kind !== 'month') return null
  return selectAdjustments(reader, { scope, months, recognition: 'counted', ...dated(asOf) })
}

/** What of the figures was bought outside: of units, or of a county or below, where it is few. */
function outsideOf(reader: Reader, { scope, period, asOf }: ResolvedReport) {
  if (scope.units === null && (scope.node ?? '').length < 6) return null
  const months = monthsOfPeriod(period)
  return selectOutsideTotal(reader, { scope, months, recognition: 'counted', ...dated(asOf) })
}

const dated = (asOf: string | null) => (asOf === null ? {} : { asOf })

/**
 * Targets of the year in which the period ends, each against what its year had reached by then; a
 * unit's or a group's against the whole of it, wherever the goods came from (§3.13).
 */
async function targetsWithCompletion(
  reader: Reader,
  { actor, now }: Context,
  { report, ofPeriod }: { report: ResolvedReport; ofPeriod: FigureSums },
) {
  const { subject, scope, days } = report
  // A target is of all that is done, not of one pairing.
  if (report.pairing !== null) return []
  const year = Number(days.to.slice(0, 4))
  const organisationId = subject.unitId ?? subject.groupId
  // An official sees any unit's part in the area, but the targets of those only who help there.
  if (actor.organisationKind === 'authority' && organisationId !== null) {
    const area = actor.divisionCode ?? ''
    const question = { organisationIds: [organisationId], area, on: dayOf(now) }
    if (!(await helpersOfArea(reader, question)).has(organisationId)) return []
  }
  // What is still running is looked at today.
  const on = days.to < dayOf(now) ? days.to : dayOf(now)
  const codes = subject.divisionCode === null ? [] : [subject.divisionCode]
  const targets = await targetsOf(
    reader,
    organisationId === null
      ? { divisionCodes: codes, year, on }
      : { organisationIds: [organisationId], year, on },
  )
  if (targets.length === 0) return []
  // What is still running holds nothing later than today, and is read whole.
  const { to } = requirePeriod(report.period).days
  const endOfYear = `${year}-12-31`
  const yearToDate = { from: `${year}-01-01`, to: to < endOfYear ? to : endOfYear }
  const reached =
    days.from === yearToDate.from &&
    to === yearToDate.to &&
    (organisationId === null || scope.node === null)
      ? ofPeriod
      : await selectFiguresOf(reader, {
          ...{ scope: wholeOf(report), months: monthsOf(yearToDate), asOf: report.asOf },
        })
  return targets.map((target) => targetView(target, reached))
}

function wholeOf({ subject, scope }: ResolvedReport): Scope {
  return subject.unitId === null && subject.groupId === null ? scope : { ...scope, node: null }
}
