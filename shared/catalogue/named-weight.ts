import { parseWeight } from '../weight.ts'

/**
 * The net weight in grams that a pack's name states, such as "5 公斤箱" or "500g 袋"; null where it
 * states none, several, or a product such as "500 克×10 袋".
 */
export function namedWeight(packName: string): number | null {
  if (/\d\s*[×xX*]|[×xX*]\s*\d/.test(packName)) return null
  const stated = [
    ...packName.matchAll(/\d+(?:\.\d+)?\s*(?:公斤|千克|市斤|斤|克|吨|kg|g)(?![a-z])/gi),
  ]
  const [only] = stated
  return stated.length === 1 && only !== undefined ? parseWeight(only[0], 'g') : null
}

/**
 * Whether a net weight looks entered in the wrong unit: ten times or more away from what the name
 * states, or exactly twice or half of it, as when 斤 and 公斤 are confused (§2.4).
 */
export function looksLikeWrongUnit(netGrams: number, namedGrams: number): boolean {
  if (netGrams === namedGrams * 2 || netGrams * 2 === namedGrams) return true
  return netGrams >= namedGrams * 10 || netGrams * 10 <= namedGrams
}
