import { spellingOf } from './pinyin.ts'

/** A kind of produce with all its names, as it is kept. */
export interface ProduceKind {
  name: string
  /** What it is part of: 脆李 of 李子. */
  broader: readonly string[]
  /** Every name it goes by, its own among them. */
  names: readonly string[]
}

/** What goods are called, for whoever reads names or looks for goods. */
export interface ProduceWords {
  /** The kind that a name means. */
  kindOf: ReadonlyMap<string, string>
  /** The names by the number of their characters. */
  ofLength: ReadonlyMap<number, readonly { signs: readonly string[]; kind: string }[]>
  /** How each name sounds. */
  soundOf: ReadonlyMap<string, string>
  /** A kind and everything it is part of. */
  withBroader(kind: string): string[]
  /** Kinds with a name that sounds so, or has these initials, in Latin letters. */
  spelled(letters: string): string[]
  /** Kinds with a name whose sound begins so. */
  spelledFrom(letters: string): string[]
}

/** Arranges the kept names so that they are looked up at once. */
export function produceWords(kinds: readonly ProduceKind[]): ProduceWords {
  const broader = new Map(kinds.map((kind) => [kind.name, kind.broader]))
  const kindOf = new Map(kinds.flatMap(({ name, names }) => names.map((each) => [each, name])))
  const bySpelling = new Map<string, Set<string>>()
  const soundOf = new Map<string, string>()
  for (const [name, kind] of kindOf) {
    const spelling = spellingOf(name)
    if (spelling === null) continue
    soundOf.set(name, spelling.full)
    for (const letters of [spelling.full, spelling.initials]) {
      if (letters.length < 2) continue
      bySpelling.set(letters, (bySpelling.get(letters) ?? new Set()).add(kind))
    }
  }
  const signsOf = [...kindOf].map(([name, kind]) => ({ signs: [...name], kind }))
  return {
    kindOf,
    ofLength: Map.groupBy(signsOf, ({ signs }) => signs.length),
    soundOf,
    withBroader: (kind) => {
      const found = new Set([kind])
      for (const each of found) for (const wider of broader.get(each) ?? []) found.add(wider)
      return [...found]
    },
    spelled: (letters) => [...(bySpelling.get(letters) ?? [])],
    spelledFrom: (letters) => [
      ...new Set(
        [...soundOf].flatMap(([name, sound]) =>
          sound.startsWith(letters) ? (kindOf.get(name) ?? []) : [],
        ),
      ),
    ],
  }
}

/** Said behind a name without changing what it means: 土豆黄心, 番茄现摘. */
const afterName =
  /(?:[黄白红紫黑绿][心皮肉]|带泥|去皮|带皮|净菜|毛菜|[大中小]个|现[挖采摘发杀]|散[称装]|统货|[一二三]级|本地)+$/u

/**
 * The kind that a text means and what stands before it. In Chinese the head of a compound is its
 * end: 高山土豆 is 土豆, 土豆粉 is not. Names of one character count alone only.
 */
export function headOf(words: ProduceWords, text: string): { kind: string; before: string } | null {
  const plain = text.replace(afterName, '') || text
  for (let at = 0; at < plain.length - 1; at += 1) {
    const kind = words.kindOf.get(plain.slice(at))
    if (kind !== undefined) return { kind, before: plain.slice(0, at) }
  }
  const alone = words.kindOf.get(plain)
  return alone === undefined ? null : { kind: alone, before: '' }
}

/** The names that a text is made of, one behind the other: 番茄辣椒; null where anything is left. */
export function namesIn(words: ProduceWords, text: string): string[] | null {
  const kinds: string[] = []
  for (let at = 0; at < text.length; ) {
    let end = text.length
    while (end > at + 1 && !words.kindOf.has(text.slice(at, end))) end -= 1
    const kind = words.kindOf.get(text.slice(at, end))
    if (kind === undefined || end === at + 1) return null
    kinds.push(kind)
    at = end
  }
  return kinds
}
