import { produceKey } from '../../shared/catalogue/produce-name.ts'
import { plainText } from '../../shared/catalogue/search-words.ts'
import { spellingOf } from './pinyin.ts'
import { headOf, type ProduceWords } from './produce-words.ts'

/**
 * Marks stand beside the pairs of characters that goods are found by. They begin with a sign that
 * no plain text holds, so that none is taken for a pair.
 */
export const markOf = {
  /** The goods are this kind. */
  kind: (kind: string) => `=${kind}`,
  /** The goods are this kind, or part of it. */
  within: (kind: string) => `<${kind}`,
  /** The name of the goods sounds so, or has these initials. */
  sound: (letters: string) => `~${letters}`,
  /** The goods carry this mark by a certificate. */
  certified: (kind: string) => `!${kind}`,
}

/** Of longer names, so many characters at the end are spelled. */
export const longestSpelled = 12

/** What goods mean: their produce key (§5.1, §5.7), and the marks they are found by. */
export function meaningOf(
  words: ProduceWords,
  goods: { name: string; variety: string; places: readonly string[] },
): { key: string; marks: string[] } {
  const core = produceKey(goods.name, goods.places)
  const parts = plainText(goods.name).split(' ').reverse()
  const head = headOf(words, core) ?? parts.map((part) => headOf(words, part)).find(Boolean) ?? null
  const variety = plainText(goods.variety).replaceAll(' ', '')
  const kinds = [head, headOf(words, variety)].flatMap((each) => each?.kind ?? [])
  const marks = [
    ...kinds.map(markOf.kind),
    ...kinds.flatMap(words.withBroader).map(markOf.within),
    ...[core, variety].flatMap(soundsOf).map(markOf.sound),
  ]
  return { key: head === null ? core : head.before + head.kind, marks: [...new Set(marks)] }
}

/** How a name sounds, whole and from each of its characters on, but the last one. */
function soundsOf(name: string): string[] {
  const characters = [...name].slice(-longestSpelled)
  return characters.slice(1).flatMap((_, at) => {
    const spelling = spellingOf(characters.slice(at).join(''))
    return spelling === null ? [] : [spelling.full, spelling.initials]
  })
}
