import type { z } from 'zod'
import type { Reply } from '../../shared/endpoint.ts'
import { AppError } from '../../shared/errors.ts'
import type { Figure } from '../../shared/figure.ts'
import {
  backTest,
  forecastYear,
  testedYears,
  type YearOnDay,
} from '../../shared/reports/forecast.ts'
import { type Months, monthsOf, sameDaysLastYear } from '../../shared/reports/periods.ts'
import { ratioBasisPoints } from '../../shared/reports/ratios.ts'
import type { listTargetProgress } from '../../shared/reports/reports.api.ts'
import type { ProgressRow, progressQuery } from '../../shared/reports/target-progress.schemas.ts'
import { type DaysPassed, outlookOf, paceOf } from '../../shared/reports/target-progress.ts'
import { dayOf, daysBetween } from '../../shared/scalars.ts'
import {
  groupMembers,
  helpersOfArea,
  helpersWithTarget,
  placesWithTarget,
  targetsOf,
} from '../assistance/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionsByCodes } from '../villages/index.ts'
import { growthOf, openingsOf, openingsOfRows } from './growth.ts'
import { namedSubject } from './read-subject.ts'
import { mayRemind } from './reports.policy.ts'
import { type ResolvedReport, resolveReport } from './resolve-report.ts'
import type { Scope } from './scope.ts'
import { type ProgressKeys, selectStretches } from './target-progress.queries.ts'
import { selectReminders } from './target-reminders.queries.ts'

/** The most units or places that are listed at once. */
const mostRows = 1_000

type Question = z.output<typeof progressQuery>

/**
 * How far a group's members, the units below a unit, or those who help a place are with their
 * targets on a day of the year, each of its whole (§3.13), and what the year will come to.
 */
export async function targetProgressOf(
  reader: Reader,
  context: Context,
  question: Question,
): Promise<Reply<typeof listTargetProgress>> {
  const { measure } = question
  const today = dayOf(context.now)
  const on = question.on === undefined || question.on > today ? today : question.on
  const year = on.slice(0, 4)
  const report = await resolveReport(reader, context, { ...question, period: year })
  await requireHelper(reader, context, { report, on })
  const { subject } = report
  const organisationId = subject.unitId ?? subject.groupId
  const scope = organisationId === null ? report.scope : { ...report.scope, node: null }
  const listed = await listedIn(reader, report, { ...question, on })
  const stretches = stretchesOf(on, today)
  const amountOf = await selectStretches(reader, { ...listed, scope, measure }, stretches)
  const targets = await targetsByKey(reader, { report, listed, on, measure })
  const names = await namesOf(reader, listed)
  const isReminding = listed.by === 'unit' && mayRemind(context.actor)
  const remindedOn = isReminding ? await selectReminders(reader, listed.keys) : new Map()

  const passed = { passed: daysBetween(`${year}-01-01`, on) + 1, ofYear: daysOfYear(year) }
  const growth = await growthOfRows(reader, { report, listed, scope, measure, on })
  const rows = { listed, amountOf, targets, passed, remindedOn, growth }
  const { rowOf, tests } = progressRows(rows)
  return {
    subject: await namedSubject(reader, subject),
    ...{ on, measure, by: listed.by },
    passedBasisPoints: ratioBasisPoints(passed.passed, passed.ofYear) ?? 0,
    total: rowOf('', ''),
    items: listed.keys.map((key) => rowOf(key, names.get(key) ?? '')),
    tests,
    mayRemind: isReminding,
    isCut: listed.keys.length >= mostRows,
  }
}

/** The rows of those listed and, under '', of the whole; and what their forecasts are worth. */
function progressRows(question: {
  listed: ProgressKeys
  amountOf: Awaited<ReturnType<typeof selectStretches>>
  targets: ReadonlyMap<string, number>
  passed: DaysPassed
  remindedOn: ReadonlyMap<string, string>
  growth: Awaited<ReturnType<typeof growthOfRows>>
}) {
  const { listed, amountOf, targets, passed, remindedOn, growth } = question
  const yearsOf = (key: string): YearOnDay[] =>
    Array.from({ length: testedYears + 1 }, (_, at) => ({
      toDay: amountOf(key, 1 + at * 2),
      whole: amountOf(key, 2 + at * 2),
    }))
  const common = yearsOf('')
  const ofRows = backTest(
    listed.keys.map((key) => yearsOf(key)),
    common,
  )
  const ofWhole = backTest([common], common)

  const rowOf = (key: string, name: string): ProgressRow => {
    const own = yearsOf(key)
    const reached = amountOf(key, 0)
    const isOver = passed.passed === passed.ofYear
    const tested = key === '' ? ofWhole : ofRows
    const made = forecastYear({ reached, isOver }, { own, common }, tested)
    const forecast = typeof made === 'string' ? null : made
    const target = targets.get(key) ?? null
    const lastYear = own[0]?.toDay ?? 0
    return {
      ...{ key, name, target, reached, lastYear, forecast },
      ...paceOf({ target, reached }, passed),
      growthBasisPoints: growth(key, { now: reached, before: lastYear }),
      noForecast: typeof made === 'string' ? made : null,
      outlook: outlookOf({ target, reached, forecast }),
      remindedOn: remindedOn.get(key) ?? null,
    }
  }
  return { rowOf, tests: { rows: statedTest(ofRows), whole: statedTest(ofWhole) } }
}

/** How rows grew, as rankings and totals say it (§3.11); the whole by ''. */
async function growthOfRows(
  reader: Reader,
  question: {
    report: ResolvedReport
    listed: ProgressKeys
    scope: Scope
    measure: 'money' | 'weight'
    on: string
  },
) {
  const { report, listed, scope, measure, on } = question
  const days = { from: `${on.slice(0, 4)}-01-01`, to: on }
  const asked = { days, before: sameDaysLastYear(days), scope, scopesBefore: [scope] }
  const whole = await openingsOf(reader, asked)
  const ofRow = await openingsOfRows(reader, asked, { ...listed, heirs: new Map(), whole })
  const of = measure === 'money' ? ('cents' as const) : ('grams' as const)
  const stated = { state: 'over' as const, days, definedOn: report.definedOn }
  return (key: string, amounts: { now: Figure; before: Figure }) =>
    growthOf(stated, key === '' ? whole : ofRow(key), { of, ...amounts })
}

function statedTest({ count, errorBasisPoints }: ReturnType<typeof backTest>) {
  return { count, errorBasisPoints }
}

/** The whole of a unit or group is an official's business only where it helps in the area. */
async function requireHelper(
  reader: Reader,
  { actor }: Context,
  { report, on }: { report: ResolvedReport; on: string },
): Promise<void> {
  const organisationId = report.subject.unitId ?? report.subject.groupId
  if (actor.organisationKind !== 'authority' || organisationId === null) return
  const area = actor.divisionCode ?? ''
  const helping = await helpersOfArea(reader, { organisationIds: [organisationId], area, on })
  if (!helping.has(organisationId)) throw new AppError('not_found')
}

async function listedIn(
  reader: Reader,
  { subject, scope }: ResolvedReport,
  { on, measure, by }: { on: string; measure: 'money' | 'weight'; by?: Question['by'] },
): Promise<ProgressKeys> {
  const { unitId, groupId, divisionCode } = subject
  if (groupId !== null) {
    const members = await groupMembers(reader, groupId, { from: on, to: on })
    return { by: 'unit', keys: distinct(members.map((member) => member.unitId)) }
  }
  if (unitId !== null)
    return { by: 'unit', keys: distinct((scope.units ?? []).map((unit) => unit.unitId)) }
  const area = divisionCode ?? ''
  const question = { area, on, year: Number(on.slice(0, 4)), measure, limit: mostRows }
  if (area.length >= 6 && by !== 'division')
    return { by: 'unit', keys: await helpersWithTarget(reader, question) }
  const keys = area.length === 12 ? [] : await placesWithTarget(reader, question)
  return { by: 'division', keys }
}

function distinct(ids: readonly string[]): string[] {
  return [...new Set(ids)].slice(0, mostRows)
}

/**
 * This year to the day, and three years before: each to the same day, then whole. What is still
 * running holds nothing later than today, and is read whole.
 */
function stretchesOf(on: string, today: string): Months[] {
  const toDate = { from: `${on.slice(0, 4)}-01-01`, to: on }
  const now = on === today ? { ...toDate, to: `${on.slice(0, 4)}-12-31` } : toDate
  const earlier: Months[] = []
  let days = toDate
  for (let back = 0; back <= testedYears; back += 1) {
    days = sameDaysLastYear(days)
    const year = days.from.slice(0, 4)
    earlier.push(monthsOf(days), monthsOf({ from: `${year}-01-01`, to: `${year}-12-31` }))
  }
  return [monthsOf(now), ...earlier]
}

function daysOfYear(year: string): number {
  return daysBetween(`${year}-01-01`, `${year}-12-31`) + 1
}

/** Targets by key; that of the whole stands on the whole, not on one of its units too. */
async function targetsByKey(
  reader: Reader,
  question: { report: ResolvedReport; listed: ProgressKeys; on: string; measure: string },
): Promise<Map<string, number>> {
  const { report, listed, on, measure } = question
  const { unitId, groupId, divisionCode, withBelow } = report.subject
  const whole = unitId ?? groupId ?? divisionCode
  const organisationId = unitId ?? groupId
  const ofUnits = listed.by === 'unit' ? listed.keys : []
  const ofPlaces = listed.by === 'division' ? listed.keys : []
  const found = await targetsOf(reader, {
    ...{ year: Number(on.slice(0, 4)), on },
    organisationIds: organisationId === null ? ofUnits : [organisationId, ...ofUnits],
    divisionCodes: organisationId === null && whole !== null ? [whole, ...ofPlaces] : ofPlaces,
  })
  const amounts = new Map<string, number>()
  for (const target of found.filter((one) => one.measure === measure)) {
    const key = target.organisationId ?? target.divisionCode ?? ''
    if (key === whole) amounts.set('', target.amount)
    if (key !== whole || (unitId !== null && !withBelow)) amounts.set(key, target.amount)
  }
  return amounts
}

async function namesOf(reader: Reader, { by, keys }: ProgressKeys): Promise<Map<string, string>> {
  if (by === 'unit') return organisationNames(reader, keys)
  const places = await divisionsByCodes(reader, keys)
  return new Map([...places].map(([code, { pathName }]) => [code, pathName]))
}
