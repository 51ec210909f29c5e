import { gramsOfWord, plainText } from './search-words.ts'

/** The fields of a listing that duplicates are found by (§5.7). */
export interface ListedGoods {
  produceKey: string
  variety: string
  category: string
  originCode: string
  packs: readonly { netGrams: number; priceCents: number }[]
}

export const likenesses = [
  'same_name',
  'similar_name',
  'same_variety',
  'same_origin',
  'same_pack',
  'same_price',
] as const
export type Likeness = (typeof likenesses)[number]

/**
 * In what two listings of one cooperative are alike, or null where they are different goods.
 * Alike are goods of one category, out of one county, whose names without place, praise and pack
 * are the same, contain one another, or share most of their pairs of characters, unless both name
 * a variety and the varieties differ. Pack and price never make goods different.
 */
export function likenessOf(left: ListedGoods, other: ListedGoods): Likeness[] | null {
  if (left.category !== other.category) return null
  if (left.originCode.slice(0, 6) !== other.originCode.slice(0, 6)) return null
  const varieties = [plainText(left.variety), plainText(other.variety)]
  const bothNamed = varieties.every((variety) => variety !== '')
  const sameVariety = bothNamed && varieties[0] === varieties[1]
  if (bothNamed && !sameVariety && nameLikeness(left.variety, other.variety) < similar) return null
  const names = nameLikeness(left.produceKey, other.produceKey)
  if (names < similar && !(sameVariety && names >= barelySimilar)) return null
  const packs = left.packs.flatMap((pack) => other.packs.map((rival) => ({ pack, rival })))
  return [
    names === 1 ? 'same_name' : 'similar_name',
    ...(sameVariety ? (['same_variety'] as const) : []),
    ...(left.originCode === other.originCode ? (['same_origin'] as const) : []),
    ...(packs.some(({ pack, rival }) => pack.netGrams === rival.netGrams)
      ? (['same_pack'] as const)
      : []),
    ...(packs.some(({ pack, rival }) => samePricePerGram(pack, rival))
      ? (['same_price'] as const)
      : []),
  ]
}

const similar = 0.6
const barelySimilar = 0.3

/** 1 for the same, 0.9 where one ends in the other (脆李, 青脆李), else the share of common pairs. */
function nameLikeness(left: string, other: string): number {
  const [a, b] = [plainText(left), plainText(other)]
  if (a === b) return 1
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a]
  if (shorter.length >= 2 && longer.endsWith(shorter)) return 0.9
  const pairs = new Set(gramsOfWord(a))
  const rivals = gramsOfWord(b)
  const common = rivals.filter((pair) => pairs.has(pair)).length
  return (2 * common) / (pairs.size + rivals.length)
}

function samePricePerGram(
  left: { netGrams: number; priceCents: number },
  other: { netGrams: number; priceCents: number },
): boolean {
  return left.priceCents * other.netGrams === other.priceCents * left.netGrams
}
