import type { Reply } from '../../shared/endpoint.ts'
import { growthBasisPoints } from '../../shared/reports/metrics.ts'
import { sameDaysLastYear, wholeMonthsOf } from '../../shared/reports/periods.ts'
import type { readTotals } from '../../shared/reports/reports.api.ts'
import { targetsOf } from '../assistance/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionByCode } from '../villages/index.ts'
import { type FigureSums, selectFigures, selectOrderCounts } from './figures.queries.ts'
import { figuresView, metricVersions, targetView } from './figures-view.ts'
import type { Subject } from './reports.policy.ts'
import type { ResolvedReport } from './resolve-scope.ts'

/** The recognised totals of what was asked for, with last year and targets beside. */
export async function totalsOf(
  reader: Reader,
  report: ResolvedReport,
): Promise<Reply<typeof readTotals>> {
  const { subject, scope, days, period } = report
  const lastYearDays = sameDaysLastYear(days)
  const now = await selectFigures(reader, scope, wholeMonthsOf(days))
  const before = await selectFigures(reader, scope, lastYearDays)
  const months = { first: days.from.slice(0, 7), last: days.to.slice(0, 7) }
  const orders = await selectOrderCounts(reader, scope, months)
  return {
    subject: await namedSubject(reader, subject),
    period,
    from: days.from,
    to: days.to,
    figures: figuresView(now, orders),
    lastYear: {
      from: lastYearDays.from,
      to: lastYearDays.to,
      distinct: { cents: before.distinctCents, grams: before.distinctGrams },
    },
    growthCentsBasisPoints: growthBasisPoints(now.distinctCents, before.distinctCents),
    growthGramsBasisPoints: growthBasisPoints(now.distinctGrams, before.distinctGrams),
    targets: await targetsWithCompletion(reader, report, now),
    metricVersions,
  }
}

/** Targets of the year, each against what its year has reached so far. */
async function targetsWithCompletion(
  reader: Reader,
  { subject, scope, days }: ResolvedReport,
  ofPeriod: FigureSums,
) {
  const year = Number(days.from.slice(0, 4))
  const organisationId = subject.unitId ?? subject.groupId
  const ofPlace = subject.divisionCode !== null && organisationId === null
  const targets =
    organisationId !== null
      ? await targetsOf(reader, { organisationIds: [organisationId], year })
      : ofPlace
        ? await targetsOf(reader, { divisionCodes: [subject.divisionCode ?? ''], year })
        : []
  if (targets.length === 0) return []
  const yearToDate = { from: `${year}-01-01`, to: days.to }
  const reached =
    days.from === yearToDate.from
      ? ofPeriod
      : await selectFigures(reader, scope, wholeMonthsOf(yearToDate))
  return targets.map((each) => targetView(each, reached))
}

/** The subject with the names it is shown under. */
export async function namedSubject(reader: Reader, subject: Subject) {
  const organisationId = subject.unitId ?? subject.groupId
  const names = organisationId === null ? null : await organisationNames(reader, [organisationId])
  const place = subject.divisionCode && (await divisionByCode(reader, subject.divisionCode))
  const own = organisationId === null ? undefined : names?.get(organisationId)
  return {
    ...subject,
    name: own ?? (place ? place.name : ''),
    pathName: place ? place.pathName : '',
  }
}
