import type { Reply } from '../../shared/endpoint.ts'
import { AppError } from '../../shared/errors.ts'
import { monthOfDay, monthsBetween, shiftMonth } from '../../shared/months.ts'
import {
  areWholeYears,
  daysBefore,
  daysOfPeriod,
  type Months,
  monthsOf,
  monthsOfPeriod,
  monthsOfYear,
  requirePeriod,
  stateOfPeriod,
} from '../../shared/reports/periods.ts'
import type {
  readPublicCounties,
  readPublicPlace,
  readPublicTotals,
  readPublicVillage,
} from '../../shared/reports/reports.api.ts'
import { addDays } from '../../shared/scalars.ts'
import { publicSecretaries } from '../assistance/index.ts'
import { goodsOfPlace } from '../catalogue/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionByCode, divisionsBelow, divisionsByCodes } from '../villages/index.ts'
import { selectAmount, selectFigures, selectMonths } from './figures.queries.ts'
import { growthOf, openingsOf } from './growth.ts'
import { openingOf, selectOpenings } from './opening.queries.ts'
import { selectOrderCounts } from './order-counts.queries.ts'
import { countParticipants, selectCounties, selectVillageProfile } from './public.queries.ts'
import {
  productNames,
  type RankedSums,
  type RankingKind,
  selectRanking,
} from './ranking.queries.ts'
import { publicBenefitOf } from './read-benefit.ts'
import { trendOf } from './read-trend.ts'
import { withPredecessors } from './resolve-report.ts'
import type { Scope } from './scope.ts'

/** Nothing is known from before. */
const firstYear = 2000

/** A village's sales by product and buying organisation; of persons only who agreed to it. */
export async function publicVillageOf(
  reader: Reader,
  code: string,
  today: string,
): Promise<Reply<typeof readPublicVillage>> {
  const division = await divisionByCode(reader, code)
  if (division === null || division.level !== 5) throw new AppError('not_found')
  const scope: Scope = { units: null, node: code }
  const year = Number(today.slice(0, 4))
  const allYears = { first: `${firstYear}-01`, last: `${year}-12` }
  const ranked = (by: RankingKind) =>
    selectRanking(reader, { by, scope, months: allYears, limit: 30 })
  const products = await ranked('product')
  const buyers = await ranked('unit')
  const productName = await productNames(reader, keysOf(products))
  const buyerName = await organisationNames(reader, keysOf(buyers))
  return {
    code,
    name: division.name,
    pathName: division.pathName,
    ...(await selectVillageProfile(reader, code)),
    firstSecretaries: await publicSecretaries(reader, { villageCode: code, on: today }),
    year,
    thisYear: await countedOf(reader, scope, monthsOfYear(String(year))),
    allYears: await countedOf(reader, scope, allYears),
    opening: await openingOfAll(reader, scope, year),
    years: await yearsUpTo(reader, scope, String(year), today),
    products: products.map((row) => nameOf(row, productName)),
    buyers: buyers.map((row) => nameOf(row, buyerName)),
    months: await monthsUpTo(reader, scope, today),
    benefit: await publicBenefitOf(reader, { node: scope.node, today }),
    goods: await goodsOfPlace(reader, { area: code, today, limit: 12 }),
  }
}

/** The public totals of a period, held against the same days of the year before. */
export async function publicTotalsOf(
  reader: Reader,
  requested: string | undefined,
  today: string,
): Promise<Reply<typeof readPublicTotals>> {
  const scope: Scope = { units: null, node: null }
  const period = requested ?? today.slice(0, 4)
  const state = stateOfPeriod(period, today)
  const months = monthsOfPeriod(period)
  const total = await countedOf(reader, scope, months)
  const before = daysBefore(period, today)
  const lastYear = await selectAmount(reader, scope, monthsOf(before))
  const top = await selectRanking(reader, { by: 'village', scope, months, limit: 11 })
  const villages = top.filter((row) => row.key !== '').slice(0, 10)
  const divisions = await divisionsByCodes(reader, keysOf(villages))
  const isYear = requirePeriod(period).kind === 'year'
  const days = daysOfPeriod(period, today)
  const openings = await openingsOf(reader, { days, before, scope, scopesBefore: [scope] })
  return {
    ...{ period, state, ...days, total },
    opening: areWholeYears(requirePeriod(period).days) ? openings.now : null,
    lastYear: { ...before, ...lastYear, opening: openings.before },
    growthBasisPoints: growthOf({ state, days, definedOn: today }, openings, {
      ...{ of: 'cents', now: total.cents, before: lastYear.cents },
    }),
    ...(await countParticipants(reader, months)),
    benefit:
      isYear && state !== 'future'
        ? await publicBenefitOf(reader, { node: scope.node, today: dayAfter(days.to, today) })
        : null,
    months: await monthsUpTo(reader, scope, days.to),
    years: await yearsUpTo(reader, scope, days.to.slice(0, 4), today),
    topVillages: villages.map(({ key, cents, grams }) => ({
      code: key,
      name: divisions.get(key)?.pathName ?? key,
      cents,
      grams,
    })),
  }
}

/** The totals of a county by township, or of a township by village. */
export async function publicPlaceOf(
  reader: Reader,
  { code, period: requested }: { code: string; period?: string | undefined },
  today: string,
): Promise<Reply<typeof readPublicPlace>> {
  const division = await divisionByCode(reader, code)
  if (division === null) throw new AppError('not_found')
  const period = requested ?? today.slice(0, 4)
  const scope: Scope = { units: null, node: code }
  const months = monthsOfPeriod(period)
  const ranked = await selectRanking(reader, { by: 'division', scope, months, limit: 500 })
  const { cents = 0, grams = 0 } = ranked.find(({ key }) => key === '') ?? {}
  const known = ranked.filter(({ key }) => key !== '')
  const divisions = await divisionsByCodes(reader, keysOf(known))
  const sold = new Set(keysOf(known))
  const others = (await divisionsBelow(reader, code)).filter((place) => !sold.has(place.code))
  const county = code.length === 6 ? null : await divisionByCode(reader, code.slice(0, 6))
  return {
    ...{ period, code, name: division.name, pathName: division.pathName },
    county: county && { code: county.code, name: county.name },
    total: await countedOf(reader, scope, months),
    places: [
      ...known.map(({ key, ...amounts }) => ({
        ...amounts,
        ...{ code: key, name: divisions.get(key)?.name ?? key },
      })),
      ...others.map((place) => ({ ...place, cents: 0, grams: 0 })),
    ],
    unknown: { cents, grams },
  }
}

/** The totals of a period by county. */
export async function publicCountiesOf(
  reader: Reader,
  requested: string | undefined,
  today: string,
): Promise<Reply<typeof readPublicCounties>> {
  const period = requested ?? today.slice(0, 4)
  const counties = await selectCounties(reader, monthsOfPeriod(period))
  const divisions = await divisionsByCodes(
    reader,
    counties.map(({ code }) => code),
  )
  return {
    period,
    items: counties.map((row) => ({ ...row, name: divisions.get(row.code)?.pathName ?? row.code })),
  }
}

async function countedOf(reader: Reader, scope: Scope, months: Months) {
  const sums = await selectFigures(reader, scope, months)
  const orders = await selectOrderCounts(reader, scope, months)
  return { cents: sums.distinctCents, grams: sums.distinctGrams, orders: orders.distinct }
}

/** The twelve months that end with a day's own; without sales a month stands at nothing. */
async function monthsUpTo(reader: Reader, scope: Scope, day: string) {
  const last = monthOfDay(day)
  const first = shiftMonth(last, -11)
  const rows = await selectMonths(reader, scope, { first, last })
  const byMonth = new Map(rows.map((row) => [row.month, row]))
  return monthsBetween(first, last).map((month) => {
    const sums = byMonth.get(month)
    return { month, cents: sums?.cents ?? 0, grams: sums?.grams ?? 0 }
  })
}

/** The five years that end with one, as those who sign in see them. */
async function yearsUpTo(reader: Reader, scope: Scope, period: string, today: string) {
  const days = daysOfPeriod(period, today)
  const scopesBefore = await withPredecessors(reader, scope, days)
  const report = { scope, scopesBefore, period, days, definedOn: today }
  return (await trendOf(reader, report, { by: 'year', today })).items
}

/** The opening figures of a scope, of all years up to one. */
async function openingOfAll(reader: Reader, scope: Scope, last: number) {
  const openings = await selectOpenings(reader, [scope], { first: firstYear, last })
  return openingOf(reader, [scope], openings, { from: `${firstYear}-01-01`, to: `${last}-12-31` })
}

function keysOf(rows: readonly { key: string }[]): string[] {
  return rows.map((row) => row.key)
}

function nameOf({ key, cents, grams }: RankedSums, names: ReadonlyMap<string, string>) {
  return { name: names.get(key) ?? '', cents, grams }
}

/** A day on which all of a stretch that is over has passed; today of one that is running. */
function dayAfter(to: string, today: string): string {
  return to < today ? addDays(to, 1) : today
}
