import type { Reply } from '../../shared/endpoint.ts'
import { AppError } from '../../shared/errors.ts'
import { monthOfDay, monthsBetween, shiftMonth } from '../../shared/months.ts'
import { growthBasisPoints } from '../../shared/reports/metrics.ts'
import { type Months, sameMonthsLastYear } from '../../shared/reports/periods.ts'
import type { readPublicTotals, readPublicVillage } from '../../shared/reports/reports.api.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { divisionByCode, divisionsByCodes } from '../villages/index.ts'
import { selectAmount, selectFigures, selectMonths, selectOrderCounts } from './figures.queries.ts'
import { countParticipants, selectVillageProfile } from './public.queries.ts'
import {
  productNames,
  type RankedSums,
  type RankingKind,
  selectRanking,
} from './ranking.queries.ts'
import { publicBenefitOf } from './read-benefit.ts'
import type { Scope } from './scope.ts'

/** A village's sales by product and buying organisation; no personal data. */
export async function publicVillageOf(
  reader: Reader,
  code: string,
  today: string,
): Promise<Reply<typeof readPublicVillage>> {
  const division = await divisionByCode(reader, code)
  if (division === null || division.level !== 5) throw new AppError('not_found')
  const scope: Scope = { units: null, node: code }
  const year = Number(today.slice(0, 4))
  const allYears = { first: '2000-01', last: `${year}-12` }
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
    year,
    thisYear: await countedOf(reader, scope, monthsOfYear(year)),
    allYears: await countedOf(reader, scope, allYears),
    products: products.map((row) => nameOf(row, productName)),
    buyers: buyers.map((row) => nameOf(row, buyerName)),
    months: await monthsUpTo(reader, scope, today),
    benefit: await publicBenefitOf(reader, { node: scope.node, today }),
  }
}

/** The public totals of this year so far, held against the same days of last year. */
export async function publicTotalsOf(
  reader: Reader,
  today: string,
): Promise<Reply<typeof readPublicTotals>> {
  const scope: Scope = { units: null, node: null }
  const year = Number(today.slice(0, 4))
  const days = { from: `${year}-01-01`, to: today }
  const months = monthsOfYear(year)
  const now = await countedOf(reader, scope, months)
  const before = await selectAmount(reader, scope, sameMonthsLastYear(days))
  const top = await selectRanking(reader, { by: 'village', scope, months, limit: 11 })
  const villages = top.filter((row) => row.key !== '').slice(0, 10)
  const divisions = await divisionsByCodes(reader, keysOf(villages))
  return {
    year,
    to: today,
    thisYear: now,
    lastYear: before,
    growthBasisPoints: growthBasisPoints(now.cents, before.cents),
    ...(await countParticipants(reader, year)),
    benefit: await publicBenefitOf(reader, { node: scope.node, today }),
    months: await monthsUpTo(reader, scope, today),
    topVillages: villages.map(({ key, cents, grams }) => ({
      code: key,
      name: divisions.get(key)?.pathName ?? key,
      cents,
      grams,
    })),
  }
}

function monthsOfYear(year: number): Months {
  return { first: `${year}-01`, last: `${year}-12` }
}

async function countedOf(reader: Reader, scope: Scope, months: Months) {
  const sums = await selectFigures(reader, scope, months)
  const orders = await selectOrderCounts(reader, scope, months)
  return { cents: sums.distinctCents, grams: sums.distinctGrams, orders: orders.distinct }
}

/** The last twelve months, this one included; months in which nothing was sold stand at nothing. */
async function monthsUpTo(reader: Reader, scope: Scope, today: string) {
  const last = monthOfDay(today)
  const first = shiftMonth(last, -11)
  const rows = await selectMonths(reader, scope, { first, last })
  const byMonth = new Map(rows.map((row) => [row.month, row]))
  return monthsBetween(first, last).map((month) => {
    const sums = byMonth.get(month)
    return { month, cents: sums?.cents ?? 0, grams: sums?.grams ?? 0 }
  })
}

function keysOf(rows: readonly { key: string }[]): string[] {
  return rows.map((row) => row.key)
}

function nameOf({ key, cents, grams }: RankedSums, names: ReadonlyMap<string, string>) {
  return { name: names.get(key) ?? '', cents, grams }
}
