import type { CheckRule } from '../shared/review/evidence.ts'
import { dayOf } from '../shared/scalars.ts'

/** A purchase as the checks see it, from order to what went back of it. */
export interface Trade {
  id: number
  seller: Seller
  buyer: Buyer
  produce: string
  orderedOn: string
  placedAt: Date
  dispatchedAt: Date | null
  receivedAt: Date
  grams: number
  /** 分 for 500 g. */
  price: number
  cents: number
  photo: string
  invoiceNumber: string
  payerAccount: string
  back: { on: string; cents: number } | null
  /** The invented case it belongs to; null of an honest one. */
  planted: Planted | null
}

export interface Planted {
  rule: CheckRule
}

export interface Seller {
  id: number
  produce: Produce
  representative: string
  account: string
  phone: string
  members: string[]
  /** By season, in grams. */
  declared: Map<number, number>
  buyers: Buyer[]
  size: number
}

export interface Buyer {
  id: number
  contact: string
  phone: string
  members: { id: string; name: string }[]
  account: string
  /** How much more it orders in December: some canteens spend what is left of the year. */
  december: number
}

interface Produce {
  name: string
  price: number
  /** The months of its harvest, or all where it keeps. */
  months: readonly number[]
}

const produces: readonly Produce[] = [
  { name: '脆李', price: 600, months: [6, 7, 8] },
  { name: '猕猴桃', price: 800, months: [9, 10, 11] },
  { name: '脐橙', price: 400, months: [1, 2, 11, 12] },
  { name: '土豆', price: 150, months: [5, 6, 7, 8, 9, 10] },
  { name: '大米', price: 350, months: [] },
  { name: '土鸡蛋', price: 1_000, months: [] },
  { name: '腊肉', price: 3_500, months: [1, 2, 3, 11, 12] },
  { name: '菜籽油', price: 900, months: [] },
]

/** Sellers and their months: 2,000 of them, with three ends of a year. */
export const sellersOfWorld = 50
export const monthsOfWorld = 40
const firstMonth = Date.UTC(2023, 0, 1)
const hour = 3_600_000

/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Chance {
  #state: number
  constructor(seed: number) {
    this.#state = seed
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  between(least: number, most: number): number {
    return least + (most - least) * this.next()
  }
  happens(share: number): boolean {
    return this.next() < share
  }
  /** Around 1, as prices and harvests scatter. */
  scatter(deviation: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next())
    return Math.exp(normal * deviation)
  }
  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.next() * values.length)] as T
  }
}

// Family names by how frequent they are, and given names: namesakes are as frequent as they are.
const families = [...'王王王李李李张张张刘刘陈陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢']
const given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国文红梅志']
const named = (chance: Chance) =>
  chance.pick(families) + chance.pick(given) + (chance.happens(0.75) ? chance.pick(given) : '')

export interface TradeWorld {
  chance: Chance
  sellers: Seller[]
  buyers: Buyer[]
  trades: Trade[]
}

/** Honest months of trade, with the oddities that honest people leave behind. */
export function honestWorld(seed: number): TradeWorld {
  const chance = new Chance(seed)
  const buyers = Array.from({ length: 80 }, (_, id) => buyerOf(chance, id))
  const sellers = Array.from({ length: sellersOfWorld }, (_, id) => sellerOf(chance, id, buyers))
  const world: TradeWorld = { chance, sellers, buyers, trades: [] }
  // A village company whose contact is the township's office, which buys for its canteen too.
  const [company, office] = [sellers[0], sellers[0]?.buyers[0]]
  if (company && office) company.phone = office.phone
  for (const seller of sellers)
    for (let month = 0; month < monthsOfWorld; month += 1) tradeOfMonth(world, seller, month)
  declare(world)
  return world
}

/** A further buyer; whoever invents one has to invent all of this too. */
export function buyerOf(chance: Chance, id: number): Buyer {
  const members = Array.from({ length: 5 }, (_, at) => ({
    ...{ id: `buyer ${id}, ${at}`, name: named(chance) },
  }))
  return {
    ...{ id, members, contact: named(chance), account: `62170000${String(id).padStart(8, '0')}` },
    phone: `138${String(id).padStart(8, '0')}`,
    december: chance.happens(0.1) ? chance.between(3, 6) : chance.between(1, 2.5),
  }
}

function sellerOf(chance: Chance, id: number, buyers: readonly Buyer[]): Seller {
  return {
    ...{ id, produce: produces[id % produces.length] as Produce, representative: named(chance) },
    account: `62280000${String(id).padStart(8, '0')}`,
    phone: `139${String(id).padStart(8, '0')}`,
    members: Array.from({ length: 3 }, (_, at) => `seller ${id}, ${at}`),
    ...{ declared: new Map(), size: chance.scatter(0.6) },
    buyers: Array.from({ length: 4 + Math.floor(chance.next() * 5) }, () => chance.pick(buyers)),
  }
}

function tradeOfMonth(world: TradeWorld, seller: Seller, month: number): void {
  const { chance } = world
  const begins = new Date(firstMonth)
  begins.setUTCMonth(month)
  const inYear = begins.getUTCMonth() + 1
  const { months } = seller.produce
  // Out of season the cold store gives a little.
  const supply = months.length === 0 || months.includes(inYear) ? 1 : 0.15
  for (const buyer of new Set(seller.buyers)) {
    const wanted = supply * (inYear === 12 ? buyer.december : 1)
    const orders = Math.floor(wanted * 1.2 + chance.next())
    for (let at = 0; at < orders; at += 1) {
      const placedAt = new Date(begins.getTime() + chance.between(1, 27) * 24 * hour)
      world.trades.push(tradeOf(world, { seller, buyer, placedAt }))
    }
  }
}

/** One honest order: packed in days, received, paid, and now and then partly sent back. */
export function tradeOf(
  { chance, trades }: TradeWorld,
  { seller, buyer, placedAt }: { seller: Seller; buyer: Buyer; placedAt: Date },
): Trade {
  const id = trades.length
  // Entered when the lorry stood there already: honest, and looks invented.
  const isLate = chance.happens(0.002)
  const dispatchedAt = new Date(placedAt.getTime() + (isLate ? 0.1 : chance.between(8, 120)) * hour)
  const receivedAt = new Date(
    dispatchedAt.getTime() + (isLate ? 0.3 : chance.between(1, 30)) * hour,
  )
  const grams = Math.round(chance.between(50, 400) * seller.size) * 1_000
  // Dearer grades are honest too.
  const grade = chance.happens(0.015) ? chance.between(1.25, 1.6) : 1
  const price = Math.round(seller.produce.price * chance.scatter(0.08) * grade)
  const cents = Math.round((grams * price) / 500)
  const previous = trades.at(-1)
  // The wrong picture chosen out of those of one morning.
  const photo = previous && chance.happens(0.0005) ? previous.photo : `photo ${id}`
  // A number typed wrongly that is another's.
  const typed = previous && chance.happens(0.0001) ? chance.pick(trades).invoiceNumber : null
  return {
    ...{ id, seller, buyer, produce: seller.produce.name, orderedOn: dayOf(placedAt), placedAt },
    ...{ dispatchedAt, receivedAt, grams, price, cents, photo },
    invoiceNumber: typed ?? `2350${String(id).padStart(16, '0')}`,
    payerAccount: buyer.account,
    back: honestBack(chance, receivedAt, cents),
    planted: null,
  }
}

/** Spoiled goods come back soon and in part; a whole delivery, or a late one, seldom. */
function honestBack(chance: Chance, receivedAt: Date, cents: number): Trade['back'] {
  if (!chance.happens(0.03)) return null
  const share = chance.happens(0.06) ? 1 : chance.between(0.01, 0.12)
  const days = chance.happens(0.2) ? chance.between(25, 50) : chance.between(1, 15)
  const on = dayOf(new Date(receivedAt.getTime() + days * 24 * hour))
  return { on, cents: Math.round(cents * share) }
}

/** Villages declare a season before it: about what they sell, and some too little. */
function declare({ chance, sellers, trades }: TradeWorld): void {
  for (const seller of sellers) {
    const bySeason = Map.groupBy(
      trades.filter((trade) => trade.seller === seller),
      ({ orderedOn }) => Number(orderedOn.slice(0, 4)),
    )
    for (const [season, sold] of bySeason) {
      const grams = sold.reduce((sum, trade) => sum + trade.grams, 0)
      // They sell elsewhere too: most of a harvest never comes here.
      const part = chance.happens(0.04) ? chance.between(0.95, 1.2) : chance.between(0.4, 0.9)
      seller.declared.set(season, Math.max(1, Math.round(grams / part)))
    }
  }
}
