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
  const listed = new Map<string, ListedNames>()
  const comparableWith = ({ category, originCode }: Goods) => {
    const key = `${category} ${originCode.slice(0, 6)}`
    const names = listed.get(key) ?? new ListedNames()
    listed.set(key, names)
    return names
  }
  for (const each of goods) if (!isNew.has(each.productId)) comparableWith(each).add(each)
  const rivals = new Map<string, string>()
  for (const productId of of.productIds) {
    const own = byId.get(productId)
    if (own === undefined) continue
    const names = comparableWith(own)
    const rival = mostLike(own, names.near(own))
    if (rival !== null) rivals.set(productId, rival.productId)
    names.add(own)
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
 * Goods of one category and county by the pairs of characters of their names: those that have none
 * in common are never alike, and need not be compared.
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
    for (const gram of gramsOf(goods))
      for (const at of this.byGram.get(gram) ?? []) shared[at] = (shared[at] ?? 0) + 1
    const least = leastOfMost(shared)
    const most: number[] = []
    for (let at = 0; at < shared.length && most.length < mostCompared; at += 1)
      if ((shared[at] ?? 0) >= least) most.push(at)
    return most.flatMap((at) => this.goods[at] ?? [])
  }
}

/** The count that at least `compared` of the counts reach; they are small. */
function leastOfMost(counts: Uint16Array): number {
  const having: number[] = []
  for (const count of counts) having[count] = (having[count] ?? 0) + 1
  let reached = 0
  for (let count = having.length - 1; count > 0; count -= 1) {
    reached += having[count] ?? 0
    if (reached >= compared) return count
  }
  return 1
}

function gramsOf({ produceKey }: Goods): Set<string> {
  const name = plainText(produceKey)
  return new Set([name, ...gramsOfWord(name)])
}
