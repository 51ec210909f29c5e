import { gramsOfWord, plainText } from '../../shared/catalogue/search-words.ts'
import { spellingOf } from './pinyin.ts'
import { headOf, namesIn, type ProduceWords } from './produce-words.ts'
import { longestSpelled, markOf } from './search-marks.ts'
import { namesNearby } from './similar-names.ts'

/** A way to interpret what is searched for: what goods must have to be found. */
export interface Interpretation {
  /** Grams and marks, those of one word together; goods have all of them. */
  groups: readonly string[][]
  /** For LIKE: what stands in the goods' words. */
  patterns: readonly string[]
  /** Marks of which goods have at least one; none asks for nothing. */
  anyOf: readonly string[]
  /** Whether goods are found by what was typed, or only by something that sounds or looks so. */
  how: 'exact' | 'similar'
}

/** One sign may become eighteen when it is made plain: more than this is not searched for. */
const longestSearch = 200

/** The words that are searched for. */
export function wordsOf(q: string): string[] {
  return plainText(q).slice(0, longestSearch).split(' ').filter(Boolean)
}

/** Goods whose words hold all that was typed, character by character. */
export function literalInterpretation(q: string): Interpretation {
  const words = wordsOf(q)
  return {
    groups: words.map(gramsOfWord),
    // Plain text holds none of the signs that LIKE knows.
    patterns: words.filter((word) => [...word].length > 2).map((word) => `%${word}%`),
    anyOf: [],
    how: 'exact',
  }
}

/**
 * The ways to read what was typed, the likeliest first; each is tried where none before it finds
 * anything: by what names mean, letter by letter, several goods written in one, by sound, and with
 * one character wrong.
 */
export function interpretationsOf(words: ProduceWords, q: string): Interpretation[] {
  const typed = wordsOf(q)
  const literal = literalInterpretation(q)
  const named = typed.map((word) => meant(words, word))
  const interpretations = [
    together(named, 'exact'),
    literal,
    ...(typed.some((word) => namesIn(words, word) !== null)
      ? [
          together(
            typed.map((word, at) => inOne(words, word) ?? named[at] ?? noWord),
            'exact',
          ),
        ]
      : []),
    together(
      typed.map((word, at) => bySound(words, word) ?? named[at] ?? noWord),
      'similar',
    ),
    together(
      typed.map((word, at) => byOneWrong(words, word) ?? named[at] ?? noWord),
      'similar',
    ),
  ]
  const seen = new Set<string>()
  return interpretations.filter(({ groups, patterns, anyOf }) => {
    const key = JSON.stringify([groups, patterns, anyOf])
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** What a word asks for: `kinds` are names of goods, of which any may be meant. */
interface Word {
  groups: string[][]
  patterns: string[]
  marks: string[]
}

const noWord: Word = { groups: [], patterns: [], marks: [] }

/** Words that name different goods ask for any of them, as a list does; all else must be met. */
function together(words: readonly Word[], how: Interpretation['how']): Interpretation {
  const marks = [...new Set(words.flatMap((word) => word.marks))]
  const [only] = marks
  return {
    groups: [
      ...words.flatMap((word) => word.groups),
      ...(marks.length === 1 && only !== undefined ? [[only]] : []),
    ],
    patterns: words.flatMap((word) => word.patterns),
    anyOf: marks.length > 1 ? marks : [],
    how,
  }
}

/** Said of goods without changing what they are. */
const freshness = /^(?:新鲜|优质|精品|精选|当季|应季)(?=.{2})/u

function meant(words: ProduceWords, word: string): Word {
  if (/^[a-z]{2,}$/.test(word))
    return {
      ...noWord,
      marks: [...words.spelled(word).map(markOf.within), markOf.sound(word)],
    }
  const head = headOf(words, word.replace(freshness, ''))
  if (head === null) return literalWord(word)
  const before = literalWord(head.before)
  return { ...before, marks: [markOf.within(head.kind)] }
}

function literalWord(word: string): Word {
  const { groups, patterns } = literalInterpretation(word)
  return { groups: [...groups], patterns: [...patterns], marks: [] }
}

function inOne(words: ProduceWords, word: string): Word | null {
  const kinds = namesIn(words, word)
  return kinds && { ...noWord, marks: kinds.map(markOf.within) }
}

/** Another way to write the same sounds: 蜂密 for 蜂蜜, 高山甘篮 for 高山甘蓝. */
function bySound(words: ProduceWords, word: string): Word | null {
  if (/^[a-z]{3,}$/.test(word)) {
    const kinds = words.spelledFrom(word)
    return kinds.length === 0 ? null : { ...noWord, marks: kinds.map(markOf.within) }
  }
  if (headOf(words, word) !== null) return null
  const characters = [...word]
  const first = Math.max(0, characters.length - longestSpelled)
  for (let at = first; at < characters.length - 1; at += 1) {
    const spelling = spellingOf(characters.slice(at).join(''))
    const kinds = spelling === null ? [] : words.spelled(spelling.full)
    if (spelling === null || kinds.length === 0) continue
    const before = literalWord(characters.slice(0, at).join(''))
    return { ...before, marks: [...kinds.map(markOf.within), markOf.sound(spelling.full)] }
  }
  const spelling = first === 0 ? spellingOf(word) : null
  return spelling && { ...noWord, groups: [[markOf.sound(spelling.full)]] }
}

function byOneWrong(words: ProduceWords, word: string): Word | null {
  if (headOf(words, word) !== null) return null
  const kinds = namesNearby(words, word)
  return kinds.length === 0 ? null : { ...noWord, marks: kinds.map(markOf.within) }
}

/**
 * What goods must have that a row of an order names, and what makes others worth offering. A
 * narrower or broader kind is another one here: 李子 orders no 脆李 without a person saying so.
 */
export function rowSearch(words: ProduceWords, row: string): { must: string[]; near: string[] } {
  const must = new Set<string>()
  const near = new Set<string>()
  for (const word of wordsOf(row)) {
    for (const gram of gramsOfWord(word)) near.add(gram)
    const head = headOf(words, word.replace(freshness, ''))
    if (head === null) for (const gram of gramsOfWord(word)) must.add(gram)
    else {
      must.add(markOf.kind(head.kind))
      for (const gram of literalWord(head.before).groups.flat()) must.add(gram)
      near.add(markOf.within(head.kind))
      for (const kind of words.withBroader(head.kind)) near.add(markOf.kind(kind))
    }
    const others = [bySound(words, word), byOneWrong(words, word), meant(words, word)]
    for (const other of others) for (const mark of other?.marks ?? []) near.add(mark)
  }
  return { must: [...must], near: [...near] }
}
