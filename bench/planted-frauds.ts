import type { CheckRule } from '../shared/review/evidence.ts'
import { checkRules } from '../shared/review/evidence.ts'
import { addDays, dayOf } from '../shared/scalars.ts'
import {
  buyerOf,
  type Planted,
  type Seller,
  type Trade,
  type TradeWorld,
  tradeOf,
} from './trade-world.ts'

/** So many invented cases of each of ten kinds. */
const casesOfKind = 10
const day = 24 * 3_600_000

/**
 * Plants what somebody invents to be counted. Of each kind some are careful: just below a
 * threshold, by another's account, with a picture taken anew. No threshold is chosen by these.
 */
export function plantFrauds(world: TradeWorld): Planted[] {
  return checkRules.flatMap((rule) =>
    Array.from({ length: casesOfKind }, () => {
      const planted = { rule }
      plant[rule](world, planted)
      return planted
    }),
  )
}

const plant: Record<CheckRule, (world: TradeWorld, planted: Planted) => void> = {
  price: (world, planted) => {
    const times = world.chance.between(1.15, 2.5)
    for (const trade of invented(world, planted, 2)) {
      trade.price = Math.round(trade.price * times)
      trade.cents = Math.round((trade.grams * trade.price) / 500)
    }
  },
  // Bought elsewhere and sold as the village's: up to as much again as it can grow.
  capacity: (world, planted) => {
    const { chance } = world
    const made = invented(world, planted, 4)
    const [{ seller, orderedOn }] = made as [Trade]
    const season = Number(orderedOn.slice(0, 4))
    const declared = seller.declared.get(season) ?? 0
    const sold = world.trades
      .filter((trade) => trade.seller === seller && trade.orderedOn.startsWith(String(season)))
      .reduce((sum, trade) => sum + (trade.planted === planted ? 0 : trade.grams), 0)
    const wanted = Math.max(declared * chance.between(0.95, 1.8) - sold, declared * 0.1)
    for (const trade of made) {
      trade.grams = Math.round(wanted / made.length)
      trade.cents = Math.round((trade.grams * trade.price) / 500)
    }
  },
  minutes: (world, planted) => {
    for (const trade of invented(world, planted, 2)) {
      const minutes = world.chance.between(2, 150)
      trade.receivedAt = new Date(trade.placedAt.getTime() + minutes * 60_000)
      const isSent = world.chance.happens(0.7)
      trade.dispatchedAt = isSent ? new Date(trade.placedAt.getTime() + minutes * 20_000) : null
    }
  },
  same_photo: (world, planted) => {
    const earlier = world.chance.pick(world.trades)
    const isTakenAnew = world.chance.happens(0.3)
    for (const trade of invented(world, planted, 2))
      trade.photo = isTakenAnew ? `anew ${trade.id}` : earlier.photo
  },
  same_account: (world, planted) => {
    const isRelative = world.chance.happens(0.3)
    for (const trade of fromShell(world, planted))
      trade.payerAccount = isRelative ? `6230${trade.id}` : trade.seller.account
  },
  same_representative: (world, planted) => {
    const isSpouse = world.chance.happens(0.3)
    const [{ buyer, seller }] = fromShell(world, planted) as [Trade]
    if (!isSpouse) buyer.contact = seller.representative
  },
  same_person: (world, planted) => {
    const [{ buyer, seller }] = fromShell(world, planted) as [Trade]
    const way = world.chance.next()
    if (way < 0.4) buyer.phone = seller.phone
    else if (way < 0.75) buyer.members.push({ id: seller.members[0] ?? '', name: '某人' })
  },
  // What a target still lacks is ordered in the last days and never leaves the village.
  year_end: (world, planted) => {
    const { chance } = world
    const seller = chance.pick(world.sellers)
    const buyer = chance.pick(seller.buyers)
    const year = 2023 + Math.floor(chance.next() * 3)
    const target = chance.between(1_500_000, 12_000_000)
    let cents = 0
    while (cents < target) {
      const placedAt = new Date(Date.UTC(year, 11, 24) + chance.between(0, 7) * day)
      const trade = { ...tradeOf(world, { seller, buyer, placedAt }), planted }
      world.trades.push(trade)
      cents += trade.cents
    }
  },
  late_refund: (world, planted) => {
    const share = world.chance.between(0.1, 1)
    for (const trade of invented(world, planted, 2)) {
      // Once the month is closed and reported.
      const on = addDays(
        `${dayOf(trade.receivedAt).slice(0, 7)}-01`,
        36 + world.chance.between(0, 30),
      )
      trade.back = { on, cents: Math.round(trade.cents * share) }
    }
  },
  same_number: (world, planted) => {
    const isOfOthers = world.chance.happens(0.8)
    for (const trade of invented(world, planted, 1)) {
      const others = world.trades.filter(({ seller }) => seller !== trade.seller)
      // An invoice from outside the platform is nobody's here.
      if (isOfOthers) trade.invoiceNumber = world.chance.pick(others).invoiceNumber
    }
  },
}

/** Orders of one month between two that trade anyway. */
function invented(world: TradeWorld, planted: Planted, most: number): Trade[] {
  const { chance } = world
  const seller = chance.pick(world.sellers)
  return between(world, planted, { seller, buyer: chance.pick(seller.buyers), most })
}

/** Orders of a buyer that stands on paper only. */
function fromShell(world: TradeWorld, planted: Planted): Trade[] {
  const buyer = buyerOf(world.chance, world.buyers.length)
  world.buyers.push(buyer)
  return between(world, planted, { seller: world.chance.pick(world.sellers), buyer, most: 4 })
}

function between(
  world: TradeWorld,
  planted: Planted,
  { seller, buyer, most }: { seller: Seller; buyer: Trade['buyer']; most: number },
): Trade[] {
  const { chance } = world
  const month = Math.floor(chance.between(0, 38))
  const made = Array.from({ length: 1 + Math.floor(chance.next() * most) }, () => {
    const placedAt = new Date(Date.UTC(2023, month, 2) + chance.between(0, 24) * day)
    const trade = { ...tradeOf(world, { seller, buyer, placedAt }), planted }
    world.trades.push(trade)
    return trade
  })
  return made
}
