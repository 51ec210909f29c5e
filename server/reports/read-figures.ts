import type { z } from 'zod'
import { noMark } from '../../shared/catalogue/marks.ts'
import type { Reply } from '../../shared/endpoint.ts'
import { type Figure, less } from '../../shared/figure.ts'
import type { figuresQuery } from '../../shared/reports/figures.schemas.ts'
import { type MetricName, versionOn } from '../../shared/reports/metrics.ts'
import { monthsOfPeriod } from '../../shared/reports/periods.ts'
import { ratioBasisPoints } from '../../shared/reports/ratios.ts'
import type { readFigures } from '../../shared/reports/reports.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  filters,
  type Lines,
  namesIn,
  ofDocuments,
  ofSettlements,
  ofTotals,
} from './figure-names.ts'
import { selectFigures } from './figures.queries.ts'
import type { figuresView } from './figures-view.ts'
import { pairingRankingOf } from './rank-pairings.ts'
import { declaredOf, documentStagesOf, settledOf } from './read-progress.ts'
import { rankingOf } from './read-ranking.ts'
import { namedSubject } from './read-subject.ts'
import { totalsOf } from './read-totals.ts'
import { trendOf } from './read-trend.ts'
import type { ResolvedReport } from './resolve-report.ts'

type Question = z.output<typeof figuresQuery>
type Answer = Reply<typeof readFigures>

/** A figure's values; units that it has no value in are left out. */
interface Values {
  cents?: Figure | null
  grams?: Figure | null
  count?: number | null
  basisPoints?: Figure | null
}

interface Row {
  key: string
  name: string
  values: Partial<Record<MetricName, Values>>
  /** The ledger's parameters for the row's entries; null where it has none. */
  lines: Lines
}

/** Figures of the catalogue by name, each with its version and the lines behind it (§4.3, §4.4). */
export async function figuresOf(
  reader: Reader,
  context: Context,
  { report, question }: { report: ResolvedReport; question: Question },
): Promise<Answer> {
  const { subject, period, state, days, before, definedOn, asOf } = report
  const names = namesIn(question, asOf)
  const rows = await rowsOf(reader, context, { report, question, names })
  const figureOfRow = ({ values, lines }: Row) =>
    names.map((metric) => {
      const { cents = null, grams = null, count = null, basisPoints = null } = values[metric] ?? {}
      const filter = filters[metric]
      return {
        ...{ metric, version: versionOn(metric, definedOn).version },
        ...{ cents, grams, count, basisPoints },
        lines: lines === null || filter === undefined ? null : { ...lines, ...filter },
      }
    })
  return {
    subject: await namedSubject(reader, subject),
    ...{ period, state, ...days, before, definedOn, asOf },
    items: rows.map((row) => ({ key: row.key, name: row.name, figures: figureOfRow(row) })),
  }
}

function rowsOf(
  reader: Reader,
  context: Context,
  request: { report: ResolvedReport; question: Question; names: MetricName[] },
): Promise<Row[]> {
  const { report, question } = request
  switch (question.by) {
    case 'total':
      return wholeOf(reader, context, request)
    case 'month':
    case 'year':
      return seriesOf(reader, context, { report, by: question.by })
    case 'pairing':
    case 'first_secretary':
      return pairingRows(reader, { by: question.by, report, limit: question.limit })
    default:
      return rankedOf(reader, context, { report, by: question.by, limit: question.limit })
  }
}

/** The lines of a whole scope in its period. */
function linesOf({ subject, period, asOf, pairing }: ResolvedReport): NonNullable<Lines> {
  const { unitId, withBelow, groupId, divisionCode } = subject
  return {
    period,
    ...(asOf !== null && { asOf }),
    ...(unitId !== null && { unitId }),
    ...(withBelow && { withBelow: 'true' }),
    ...(groupId !== null && { groupId }),
    ...(divisionCode !== null && { divisionCode }),
    ...(pairing !== null && { pairingId: pairing.id }),
  }
}

async function wholeOf(
  reader: Reader,
  context: Context,
  { report, names }: { report: ResolvedReport; names: MetricName[] },
): Promise<Row[]> {
  const areTotals = names.some((name) => ofTotals.includes(name))
  const values = {
    ...(areTotals && (await recognisedOf(reader, context, report))),
    ...(await progressValues(reader, report, names)),
  }
  return [{ key: '', name: '', values, lines: linesOf(report) }]
}

async function recognisedOf(
  reader: Reader,
  context: Context,
  report: ResolvedReport,
): Promise<Row['values']> {
  const totals = await totalsOf(reader, context, report)
  const target = totals.targets.find(({ measure }) => measure === 'money')
  const { distinct } = totals.lastYear
  return {
    ...entryValues(totals.figures),
    recognised_orders: { count: totals.figures.distinct.orders },
    last_year: distinct,
    opening: { cents: totals.opening?.cents ?? null, grams: totals.opening?.grams ?? null },
    growth: { basisPoints: totals.growthCentsBasisPoints },
    target: { cents: target?.amount ?? null },
    target_reached: { cents: target?.reached ?? null },
    completion: { basisPoints: target?.completionBasisPoints ?? null },
  }
}

function entryValues(figures: ReturnType<typeof figuresView>): Row['values'] {
  const once = ({ orders, ...amount }: (typeof figures)['distinct']) => ({
    ...amount,
    count: orders,
  })
  return {
    recognised_cents: { cents: figures.distinct.cents },
    recognised_grams: { grams: figures.distinct.grams },
    direct: once(figures.direct),
    help_sale: once(figures.helpSale),
    overlap: once(figures.overlap),
    distinct: once(figures.distinct),
    paired: figures.paired,
    other_villages: figures.otherVillages,
    unknown_village: figures.unknownVillage,
    not_counted: figures.notCounted,
  }
}

/** What documents and settlements tell; only what is named is read. */
async function progressValues(
  reader: Reader,
  report: ResolvedReport,
  names: readonly MetricName[],
): Promise<Row['values']> {
  const areNamed = (some: readonly MetricName[]) => some.some((name) => names.includes(name))
  const stages = areNamed(ofDocuments) ? await documentStagesOf(reader, report) : []
  return {
    ...Object.fromEntries(stages.map(({ stage, cents, grams }) => [stage, { cents, grams }])),
    ...(areNamed(['households_declared']) && {
      households_declared: { count: await declaredOf(reader, report) },
    }),
    ...(areNamed(ofSettlements) && (await settledValues(reader, report))),
  }
}

async function settledValues(reader: Reader, report: ResolvedReport): Promise<Row['values']> {
  const figures = await selectFigures(reader, report.scope, monthsOfPeriod(report.period))
  const { households, benefit } = await settledOf(reader, report, figures)
  return {
    households_settled: { count: households },
    household_cents: { cents: benefit.householdCents },
    collective_cents: { cents: benefit.collectiveCents },
    household_median_cents: { cents: benefit.medianCents },
    paid_for_goods: { cents: benefit.paidCents },
    share_reached: { basisPoints: benefit.shareBasisPoints },
  }
}

async function seriesOf(
  reader: Reader,
  { now }: Context,
  { report, by }: { report: ResolvedReport; by: 'month' | 'year' },
): Promise<Row[]> {
  const { items } = await trendOf(reader, report, { by, today: dayOf(now) })
  return items.map((point) => ({
    ...{ key: point.period, name: point.period },
    values: {
      recognised_cents: { cents: point.cents },
      recognised_grams: { grams: point.grams },
      last_year: { cents: point.lastYearCents, grams: point.lastYearGrams },
      growth: { basisPoints: point.growthBasisPoints },
      opening: { cents: point.openingCents, grams: point.openingGrams },
    },
    lines: { ...linesOf(report), period: point.period },
  }))
}

async function rankedOf(
  reader: Reader,
  context: Context,
  question: {
    report: ResolvedReport
    by: RankedKind
    limit: number
  },
): Promise<Row[]> {
  const { report, by, limit } = question
  const { items, total } = await rankingOf(reader, context, { report, by, limit })
  const unnamed = by === 'mark' ? noMark : 'unknown'
  const rows = items.map((row) => ({
    ...{ key: row.key || unnamed, name: row.name },
    values: {
      recognised_cents: { cents: row.cents },
      recognised_grams: { grams: row.grams },
      last_year: { cents: row.lastYearCents },
      growth: { basisPoints: row.growthBasisPoints },
      share_of_total: { basisPoints: ratioBasisPoints(row.cents, total.cents) },
      completion: { basisPoints: row.completionBasisPoints },
    },
    lines: { ...linesOf(report), ...linesOfKey(by, row.key) },
  }))
  return by === 'mark' ? [...rows, ...differenceOf(items, total, items.length === limit)] : rows
}

/** What makes the rows add up to their total, as below a ranking; no entries are its own. */
function differenceOf(rows: readonly Amounts[], total: Amounts, isCut: boolean): Row[] {
  const cents = less(total.cents, ...rows.map((row) => row.cents))
  const grams = less(total.grams, ...rows.map((row) => row.grams))
  const lastYear = less(total.lastYearCents, ...rows.map((row) => row.lastYearCents))
  if ([cents, grams, lastYear].every((amount) => Number(amount) === 0)) return []
  const values = {
    ...{ recognised_cents: { cents }, recognised_grams: { grams } },
    last_year: { cents: lastYear },
  }
  return [{ key: isCut ? 'rest' : 'overlap', name: '', values, lines: null }]
}

type RankedKind = 'village' | 'division' | 'unit' | 'product' | 'mark'
type Amounts = Record<'cents' | 'grams' | 'lastYearCents', Figure>

function linesOfKey(by: RankedKind, key: string): Lines {
  if (by === 'mark') return { mark: key || noMark }
  if (key === '') return { unknownVillage: 'true' }
  if (by === 'product') return { productId: key }
  return by === 'unit' ? { unitId: key } : { divisionCode: key }
}

/** Pairings, or first secretaries where their county ranks them; each opens its lines (§3.15). */
async function pairingRows(
  reader: Reader,
  question: Parameters<typeof pairingRankingOf>[1],
): Promise<Row[]> {
  const { report } = question
  const { items } = await pairingRankingOf(reader, question)
  return items.map(({ key, name, cents, grams }) => ({
    ...{ key, name, values: { brought: { cents, grams } } },
    lines: { ...linesOf(report), pairingId: key },
  }))
}
