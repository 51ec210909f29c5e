import { placeName } from '../../shared/villages/place-name.ts'
import { meantNames, searchWords } from '../../shared/villages/place-variants.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type FoundDivision, selectByCode, selectByName, selectByPath } from './search.queries.ts'

export interface DivisionSearch {
  text: string
  /** Only this node and what lies below it. */
  within?: string | undefined
  /** Only nodes of this level. */
  level?: number | undefined
  /** Whoever asks is at home below this node, whose namesakes come first (§3.15). */
  near?: string | undefined
  limit: number
}

/**
 * Nodes of the division tree by code, name or path, as one types: "500237", "下庄", "巫山 下庄",
 * also without the space. First what is exactly meant, then what begins so, then what contains
 * it; within these first those near, then the higher level and the shorter name.
 */
export async function searchDivisions(
  reader: Reader,
  search: DivisionSearch,
): Promise<FoundDivision[]> {
  const words = searchWords(search.text)
  const [first, ...others] = words
  if (first === undefined) return []
  if (others.length > 0) return byPath(reader, search, words)
  if (/^\d+$/.test(first)) return selectByCode(reader, { ...search, digits: first })
  const word = placeName(first)
  const divisions = await selectByName(reader, { ...search, word, exact: meantNames(word) })
  if (divisions.length > 0 || [...word].length < 4) return divisions
  return byPartsOf(reader, search, word)
}

/** The place may stand last, as it is written, or first, as some say it. */
async function byPath(reader: Reader, search: DivisionSearch, words: string[]) {
  const last = placeName(words.at(-1) ?? '')
  const divisions = await selectByPath(reader, {
    ...search,
    word: last,
    exact: meantNames(last),
    above: words.slice(0, -1),
  })
  if (divisions.length > 0) return divisions
  const first = placeName(words[0] ?? '')
  return selectByPath(reader, {
    ...search,
    word: first,
    exact: meantNames(first),
    above: words.slice(1),
  })
}

/** 巫山下庄, typed in one go: every place to cut it is tried until something is found. */
async function byPartsOf(reader: Reader, search: DivisionSearch, word: string) {
  const characters = [...word].slice(0, 10)
  for (let cut = 2; cut <= characters.length - 2; cut += 1) {
    const above = [characters.slice(0, cut).join('')]
    const rest = characters.slice(cut).join('')
    const exact = meantNames(rest)
    const divisions = await selectByPath(reader, { ...search, word: rest, exact, above })
    if (divisions.length > 0) return divisions
  }
  return []
}
