import { monthOfDay, shiftMonth } from '../shared/months.ts'
import { type CheckRule, checkRules } from '../shared/review/evidence.ts'
import {
  judgeAccount,
  judgeCapacity,
  judgeCopies,
  judgeMinutes,
  judgePersons,
  judgePrice,
  judgeRefund,
  judgeRepresentative,
  judgeYearEnd,
  usualThresholds as thresholds,
} from '../shared/review/judge.ts'
import { addDays, dayOf, daysBetween } from '../shared/scalars.ts'
import type { Figure, Part } from './figures.ts'
import { plantFrauds } from './planted-frauds.ts'
import { spread } from './statistics.ts'
import {
  honestWorld,
  monthsOfWorld,
  type Planted,
  sellersOfWorld,
  type Trade,
} from './trade-world.ts'

/** A flag as the server would open it: once for a matter, about these purchases. */
type Flag = readonly Trade[]

/**
 * How well the checks (§8) tell invented months from honest ones: 2,000 months of honest trade with
 * 100 invented cases of ten kinds, judged by the functions that the server judges by. No limit is
 * set: a figure that is bad is to be seen.
 */
export const checksPart: Part = {
  name: 'checks',
  run: async (_, { rounds }) => {
    const worlds = Array.from({ length: rounds }, (_, seed) => measured(seed + 1))
    const [first] = worlds
    return Object.keys(first ?? {}).map((label): Figure => {
      const values = worlds.map((world) => world[label] ?? Number.NaN)
      return { label, unit: label.endsWith('flags') ? '' : '%', spread: spread(values) }
    })
  },
}

function measured(seed: number): Record<string, number> {
  const world = honestWorld(seed)
  const honest = world.trades.length
  const planted = plantFrauds(world)
  const flags = new Map(checkRules.map((rule) => [rule, judge[rule](world.trades)]))
  const figures: Record<string, number> = {}
  for (const rule of checkRules) {
    const found = flags.get(rule) ?? []
    const right = found.filter(isRight)
    figures[`${rule} flags`] = found.length
    figures[`${rule} precision`] = percentOf(right.length, found.length)
    const cases = planted.filter((one) => one.rule === rule)
    figures[`${rule} recall`] = percentOf(foundOf(cases, found), cases.length)
  }
  const all = [...flags.values()].flat()
  figures['all flags'] = all.length
  figures['all precision'] = percentOf(all.filter(isRight).length, all.length)
  figures['all recall'] = percentOf(foundOf(planted, all), planted.length)
  const months = new Set(
    all
      .flat()
      .filter(({ planted }) => planted === null)
      .map(({ seller, orderedOn }) => `${seller.id} ${monthOfDay(orderedOn)}`),
  )
  figures['honest months flagged'] = percentOf(months.size, sellersOfWorld * monthsOfWorld)
  process.stderr.write(`  seed ${seed}: ${honest} honest purchases, ${planted.length} cases\n`)
  return figures
}

const isRight = (flag: Flag) => flag.some(({ planted }) => planted !== null)
const percentOf = (part: number, whole: number) => (whole === 0 ? Number.NaN : (100 * part) / whole)

function foundOf(cases: readonly Planted[], flags: readonly Flag[]): number {
  const found = new Set(flags.flat().map(({ planted }) => planted))
  return cases.filter((one) => found.has(one)).length
}

const yearOf = ({ orderedOn }: Trade) => orderedOn.slice(0, 4)
const pairOf = (trade: Trade) => `${trade.buyer.id} ${trade.seller.id} ${yearOf(trade)}`

/** One flag for all of a pair's year in which any purchase is odd, about the odd ones. */
function oncePerYear(trades: readonly Trade[], isOdd: (trade: Trade) => boolean): Flag[] {
  return [...Map.groupBy(trades.filter(isOdd), pairOf).values()]
}

const judge: Record<CheckRule, (trades: readonly Trade[]) => Flag[]> = {
  price: (trades) => {
    const sold = Map.groupBy(trades, ({ produce, orderedOn }) => {
      return `${produce} ${monthOfDay(orderedOn)}`
    })
    return trades.flatMap((trade): Flag[] => {
      const month = monthOfDay(trade.orderedOn)
      const alike = [month, shiftMonth(month, -1)].flatMap((of) => {
        const bySeller = Map.groupBy(sold.get(`${trade.produce} ${of}`) ?? [], (one) => one.seller)
        return [...bySeller].map(([seller, own]) => {
          const cents = own.reduce((sum, one) => sum + one.cents, 0)
          const grams = own.reduce((sum, one) => sum + one.grams, 0)
          return { sellerId: String(seller.id), price: Math.round((cents * 500) / grams) }
        })
      })
      const others = alike.filter(({ sellerId }) => sellerId !== String(trade.seller.id))
      return judgePrice(trade.price, others, thresholds.price_check) ? [[trade]] : []
    })
  },
  // The purchases that come after the season has gone beyond what was declared.
  capacity: (trades) =>
    [...Map.groupBy(trades, (trade) => `${trade.seller.id} ${yearOf(trade)}`).values()].flatMap(
      (season): Flag[] => {
        const [{ seller, orderedOn }] = season as [Trade]
        const capacityGrams = seller.declared.get(Number(orderedOn.slice(0, 4)))
        if (capacityGrams === undefined) return []
        let shippedGrams = 0
        for (const trade of inOrder(season)) {
          shippedGrams += trade.grams
          const isBeyond = judgeCapacity({ shippedGrams, capacityGrams }, thresholds.capacity_check)
          if (isBeyond) return [[trade]]
        }
        return []
      },
    ),
  minutes: (trades) =>
    trades.flatMap((trade) => (judgeMinutes(trade, thresholds.minutes_check) ? [[trade]] : [])),
  same_photo: (trades) =>
    judgeCopies(
      trades.map((trade) => ({
        ...{ key: trade.photo, owner: String(trade.id), at: trade.receivedAt.toISOString(), trade },
      })),
    ).map(({ copy }) => [copy.trade]),
  same_account: (trades) =>
    oncePerYear(trades, ({ seller, payerAccount }) => {
      return judgeAccount(seller.account, [{ account: payerAccount }]) !== null
    }),
  same_representative: (trades) =>
    oncePerYear(trades, ({ seller, buyer }) => {
      const people = [{ name: buyer.contact }, ...buyer.members]
      return judgeRepresentative(seller.representative, people) !== null
    }),
  same_person: (trades) =>
    oncePerYear(trades, ({ seller, buyer }) => {
      const own = { personIds: seller.members, phones: [seller.phone] }
      const theirs = { personIds: buyer.members.map(({ id }) => id), phones: [buyer.phone] }
      return judgePersons(own, theirs) !== null
    }),
  year_end: (trades) => {
    const pairs = Map.groupBy(trades, pairOf)
    return [...pairs.values()].flatMap((ofYear): Flag[] => {
      const [one] = ofYear as [Trade]
      const year = yearOf(one)
      const from = addDays(`${year}-12-31`, 1 - thresholds.year_end_check.days)
      const sum = (part: readonly Trade[]) => part.reduce((cents, trade) => cents + trade.cents, 0)
      const last = ofYear.filter(({ orderedOn }) => orderedOn >= from)
      const lastCents = sum(last)
      const earlierCents = sum(ofYear) - lastCents
      const earlierDays = daysBetween(`${year}-01-01`, from)
      const before = pairs.get(`${one.buyer.id} ${one.seller.id} ${Number(year) - 1}`) ?? []
      const sameDays = `${Number(year) - 1}${from.slice(4)}`
      const yearBeforeCents = sum(before.filter(({ orderedOn }) => orderedOn >= sameDays))
      const trade = { lastCents, earlierCents, earlierDays, yearBeforeCents }
      return judgeYearEnd(trade, thresholds.year_end_check) ? [last] : []
    })
  },
  // Months are closed on the fifth day of the next.
  late_refund: (trades) =>
    trades.flatMap((trade) => {
      const { back, receivedAt, cents } = trade
      const closedOn = `${shiftMonth(monthOfDay(dayOf(receivedAt)), 1)}-05`
      if (back === null || back.on <= closedOn) return []
      const sums = { countedCents: cents, backCents: back.cents }
      return judgeRefund(sums, thresholds.refund_check) ? [[trade]] : []
    }),
  same_number: (trades) =>
    [...Map.groupBy(trades, ({ invoiceNumber }) => invoiceNumber).values()].flatMap((same) =>
      new Set(same.map(({ seller }) => seller)).size > 1 ? same.map((trade) => [trade]) : [],
    ),
}

const inOrder = (trades: readonly Trade[]) =>
  trades.toSorted((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime())
