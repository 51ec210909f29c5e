import { type ListedGoods, likenessOf } from '../../shared/catalogue/listing-similarity.ts'
import { gramsOfWord, plainText } from '../../shared/catalogue/search-words.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { selectListedGoods } from './many-listings.queries.ts'

type Goods = ListedGoods & { productId: string }

/** So many listings that share most with a new one's name are compared with it in all respects. */
const compared = 5
/** Where more share equally much, the older of them. */
const mostCompared = 50

/**
 * The listing that each of many new ones of a cooperative is most like, as handing them in one by
 * one would find it (§5.7): those handed in before, and those of the same many before it.
 */
export async function rivalsOfMany(
  reader: Reader,
  of: { cooperativeId: string; productIds: readonly string[] },
): Promise<Map<string, string>> {
  const goods = await selectListedGoods(reader, of)
  const byId = new Map(goods.map((each) => [each.productId, each]))
  const isNew = new Set(of.productIds)
  const listed = new ListedNames()
  for (const each of goods) if (!isNew.has(each.productId)) listed.add(each)
  const rivals = new Map<string, string>()
  for (const productId of of.productIds) {
    const own = byId.get(productId)
    if (own === undefined) continue
    const rival = mostLike(own, listed.near(own))
    if (rival !== null) rivals.set(productId, rival.productId)
    listed.add(own)
  }
  return rivals
}

function mostLike(own: Goods, candidates: readonly Goods[]): Goods | null {
  let best: { goods: Goods; count: number } | null = null
  for (const goods of candidates) {
    const count = likenessOf(own, goods)?.length ?? 0
    if (count > (best?.count ?? 0)) best = { goods, count }
  }
  return best?.goods ?? null
}

/**
 * Goods by the pairs of characters of their names: those that have none in common are never alike,
 * and need not be compared.
 */
class ListedNames {
  private readonly goods: Goods[] = []
  private readonly byGram = new Map<string, number[]>()

  add(goods: Goods): void {
    const at = this.goods.push(goods) - 1
    for (const gram of gramsOf(goods)) {
      const places = this.byGram.get(gram)
      if (places === undefined) this.byGram.set(gram, [at])
      else places.push(at)
    }
  }

  /** Those that share most, in the order in which they were listed. */
  near(goods: Goods): Goods[] {
    const shared = new Uint16Array(this.goods.length)
    const found: number[] = []
    for (const gram of gramsOf(goods))
      for (const at of this.byGram.get(gram) ?? []) {
        const before = shared[at] ?? 0
        if (before === 0 && isComparable(goods, this.goods[at])) found.push(at)
        shared[at] = before + 1
      }
    const least = leastOfMost(found.map((at) => shared[at] ?? 0))
    const most = found.filter((at) => (shared[at] ?? 0) >= least).sort((a, b) => a - b)
    return most.slice(0, mostCompared).flatMap((at) => this.goods[at] ?? [])
  }
}

/** The count that at least `compared` of the counts reach; they are small. */
function leastOfMost(counts: readonly number[]): number {
  const having: number[] = []
  for (const count of counts) having[count] = (having[count] ?? 0) + 1
  let reached = 0
  for (let count = having.length - 1; count > 0; count -= 1) {
    reached += having[count] ?? 0
    if (reached >= compared) return count
  }
  return 1
}

function isComparable(goods: Goods, other: Goods | undefined): boolean {
  return (
    other?.category === goods.category &&
    other.originCode.slice(0, 6) === goods.originCode.slice(0, 6)
  )
}

function gramsOf({ produceKey }: Goods): Set<string> {
  const name = plainText(produceKey)
  return new Set([name, ...gramsOfWord(name)])
}
