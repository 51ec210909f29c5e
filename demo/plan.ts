import { isInSeason } from '../shared/catalogue/season.ts'
import { addDays } from '../shared/scalars.ts'
import type { DemoCooperative, DemoProduct } from './demo-cooperative.ts'
import { demoCooperatives } from './produce.ts'
import { type Random, randomFrom } from './random.ts'
import { type DemoUnit, orderingUnits } from './units.ts'

/** An order of one canteen on one day of the demo world. */
export interface PlannedRequisition {
  unitKey: string
  /** Calendar days in Asia/Shanghai. */
  orderedOn: string
  neededOn: string
  lines: PlannedLine[]
  oddity?: Oddity
}

/**
 * What the checks of §8 find: accepted minutes after it was ordered, or mostly sent back when the
 * month that counted it was closed.
 */
export type Oddity = 'rushed' | 'sent back late'

export interface PlannedLine {
  cooperativeKey: string
  productKey: string
  quantity: number
}

const everyDays = 84
const centsPerOrderAndSize = 2_160_000
const growthPerYear = 0.09

/** Whether a product is in season from the order to the table. */
function isOnSale(product: DemoProduct, day: string): boolean {
  return isInSeason(product.season, day) && isInSeason(product.season, addDays(day, 4))
}

/**
 * The first day of the demo: two whole years stand before this one, so that the second proves what
 * a forecast from the first would have been worth (§3.13).
 */
export function demoBegins(today: string): string {
  return `${Number(today.slice(0, 4)) - 2}-01-01`
}

/**
 * Orders of two years and this one up to today, the same for the same day: each canteen orders
 * every twelve weeks what is in season, in proportion to its kitchen, a little more each year.
 */
export function planRequisitions(today: string): PlannedRequisition[] {
  const begins = demoBegins(today)
  const planned = [...goldenPlums(today), ...thisWeek(today), ...oddOrders(today)]
  for (const [index, unit] of orderingUnits.entries()) {
    const random = randomFrom(`orders of ${unit.key}`)
    const first = addDays(begins, 5 + ((index * 11) % everyDays))
    for (let day = first; day < addDays(today, -4); day = addDays(day, everyDays)) {
      planned.push(planOne(unit, weekday(day), begins, random))
    }
  }
  return planned.sort((a, b) =>
    a.orderedOn < b.orderedOn ? -1 : a.orderedOn > b.orderedOn ? 1 : 0,
  )
}

function planOne(unit: DemoUnit, day: string, begins: string, random: Random): PlannedRequisition {
  const years = (Date.parse(day) - Date.parse(begins)) / (365 * 86_400_000)
  const budget = centsPerOrderAndSize * unit.size * (1 + growthPerYear * years)
  const chosen = chooseCooperatives(unit, day, random)
  const products = chosen.flatMap((cooperative) =>
    cooperative.products
      .filter((product) => product.demand > 0 && isOnSale(product, day))
      .filter(() => random() < 0.85)
      .map((product) => ({
        cooperative,
        product,
        weight: product.demand * (0.6 + random() * 0.8),
      })),
  )
  const weightSum = products.reduce((sum, product) => sum + product.weight, 0)
  const lines = products.map(({ cooperative, product, weight }) => ({
    cooperativeKey: cooperative.key,
    productKey: product.key,
    quantity: Math.max(3, Math.round((budget * weight) / weightSum / product.pack.priceCents)),
  }))
  if (lines.length === 0) return planOne(unit, day, begins, random)
  return { unitKey: unit.key, orderedOn: day, neededOn: addDays(day, 4), lines }
}

/** The pairing county's sellers first; now and then something from the others. */
function chooseCooperatives(unit: DemoUnit, day: string, random: Random): DemoCooperative[] {
  const home = unit.divisionCode.slice(0, 2)
  const ranked = demoCooperatives
    .filter((cooperative) =>
      cooperative.products.some((product) => product.demand > 0 && isOnSale(product, day)),
    )
    .map((cooperative) => {
      const near = cooperative.countyCode.startsWith(home) ? 1 : 0.25
      const size = cooperative.products.reduce((sum, product) => sum + product.demand, 0)
      return { each: cooperative, score: near * size * (0.3 + random()) }
    })
    .sort((a, b) => b.score - a.score)
  return ranked.slice(0, random() < 0.2 ? 3 : 2).map(({ each: cooperative }) => cooperative)
}

/** The year of the last golden plums that are paid by now. */
export function goldenPlumYear(today: string): number {
  return Number(today.slice(0, 4)) - (today.slice(5) >= '09-10' ? 0 : 1)
}

/** An order wave: 122 boxes, 1,220 斤, 11,000 元 in two days of July (102 × 90 + 20 × 91). */
function goldenPlums(today: string): PlannedRequisition[] {
  const year = goldenPlumYear(today)
  const line = (quantity: number) => [
    { cooperativeKey: 'shijing', productKey: 'golden-plum', quantity },
  ]
  return [
    {
      unitKey: 'guangzhou',
      orderedOn: `${year}-07-14`,
      neededOn: `${year}-07-17`,
      lines: line(102),
    },
    { unitKey: 'metro', orderedOn: `${year}-07-15`, neededOn: `${year}-07-18`, lines: line(20) },
  ]
}

/** Before Christmas a unit buys as much as in years: a burst at the end of a year (§8). */
export function holidayPresents(today: string): PlannedRequisition {
  const day = weekday(`${Number(today.slice(0, 4)) - 1}-12-20`)
  const lines = [{ cooperativeKey: 'walnut', productKey: 'walnut-oil', quantity: 120 }]
  return { unitKey: 'xiaoxiang', orderedOn: day, neededOn: addDays(day, 4), lines }
}

/** Orders that the checks find odd, so that officials have something to decide. */
function oddOrders(today: string): PlannedRequisition[] {
  const [rushedOn, sentBackOn] = [addDays(today, -50), addDays(today, -75)]
  const honey = { cooperativeKey: 'honey', productKey: 'honey', quantity: 180 }
  const noodles = { cooperativeKey: 'longhe', productKey: 'noodles', quantity: 190 }
  return [
    holidayPresents(today),
    {
      ...{ unitKey: 'caterer', orderedOn: rushedOn, neededOn: addDays(rushedOn, 4) },
      ...{ lines: [honey], oddity: 'rushed' },
    },
    {
      ...{ unitKey: 'academy', orderedOn: sentBackOn, neededOn: addDays(sentBackOn, 4) },
      ...{ lines: [noodles], oddity: 'sent back late' },
    },
  ]
}

/** The university's orders of these days, so that every desk of the demo has something to do. */
function thisWeek(today: string): PlannedRequisition[] {
  const staples = demoCooperatives
    .filter((cooperative) => ['shiyuan', 'longhe', 'walnut'].includes(cooperative.key))
    .map((cooperative) => ({
      cooperativeKey: cooperative.key,
      products: cooperative.products.filter((product) => isOnSale(product, today)),
    }))
  const lines = staples.flatMap(({ cooperativeKey, products }) =>
    products.map((product, index) => ({
      cooperativeKey,
      productKey: product.key,
      quantity: 20 + 5 * index,
    })),
  )
  const order = (ago: number, lines: PlannedLine[]) => ({
    unitKey: 'university',
    orderedOn: addDays(today, -ago),
    neededOn: addDays(today, 4 - ago),
    lines: lines,
  })
  const big = lines.map((line) => ({ ...line, quantity: line.quantity * 4 }))
  return [
    order(3, lines.slice(0, 2)),
    order(2, lines.slice(0, 2)),
    order(1, lines.slice(0, 2)),
    order(0, lines),
    order(0, big),
  ]
}

/** Canteens order on working days: a weekend moves to the Monday after. */
function weekday(day: string): string {
  const at = new Date(`${day}T00:00:00Z`).getUTCDay()
  return at === 6 ? addDays(day, 2) : at === 0 ? addDays(day, 1) : day
}
