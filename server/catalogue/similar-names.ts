import { spellingOf } from './pinyin.ts'
import type { ProduceWords } from './produce-words.ts'

/** Characters that are easily taken for one another, each pair both ways. */
const alike = new Set(
  '菜莱 瓜爪 栗粟 笋荀 茄茹 菇茹 芋竽 杏否 桃挑 枣束 韭非 柿沛 椒淑 椒菽 鸡鸠 豆头 米来 油由'
    .split(' ')
    .flatMap((pair) => {
      const [one = '', other = ''] = pair
      return [one + other, other + one]
    }),
)

/**
 * The kinds that a word with one wrong, missing or surplus character may mean. In a word of two
 * characters the wrong one must look like the right one, else every second name would be near.
 */
export function namesNearby(words: ProduceWords, word: string): string[] {
  const typed = [...word]
  if (typed.length < 2 || typed.length > 8) return []
  const lengths = typed.length === 2 ? [2] : [-1, 0, 1].map((more) => typed.length + more)
  const near = lengths
    .filter((length) => length > 2 || typed.length === 2)
    .flatMap((length) => words.ofLength.get(length) ?? [])
    .filter(({ signs }) => isOneWrong(typed, signs))
    .filter(({ signs }) => typed.length > 2 || looksAlike(typed, signs))
  return [...new Set(near.map(({ kind }) => kind))]
}

function looksAlike(typed: readonly string[], meant: readonly string[]): boolean {
  return typed.every((sign, at) => sign === meant[at] || alike.has(sign + meant[at]))
}

/** One character changed, left out or too many, or two neighbours in the wrong order. */
function isOneWrong(typed: readonly string[], meant: readonly string[]): boolean {
  let from = 0
  while (from < typed.length && typed[from] === meant[from]) from += 1
  let [typedTo, meantTo] = [typed.length, meant.length]
  while (Math.min(typedTo, meantTo) > from && typed[typedTo - 1] === meant[meantTo - 1]) {
    typedTo -= 1
    meantTo -= 1
  }
  if (Math.max(typedTo, meantTo) - from <= 1) return true
  const isSwapped = typed[from] === meant[from + 1] && typed[from + 1] === meant[from]
  return isSwapped && typedTo === from + 2 && meantTo === from + 2
}

/** Names to offer where nothing was found: those that share most with what was typed. */
export function namesToOffer(words: ProduceWords, typed: readonly string[], most: number) {
  const likeness = new Map<string, number>()
  for (const word of typed) {
    const own = new Set(word)
    const sound = spellingOf(word)?.full ?? word
    for (const [name, kind] of words.kindOf) {
      const common = [...name].filter((sign) => own.has(sign)).length
      const isLastSame = name.at(-1) === word.at(-1)
      const isSpelledSo = words.soundOf.get(name) === sound
      const score = (2 * common) / (name.length + own.size) + (isLastSame ? 0.3 : 0)
      const isPart = name.length > 1 && word.includes(name)
      const best = isSpelledSo || isPart ? 2 : score
      if (best >= 0.6 && best > (likeness.get(kind) ?? 0)) likeness.set(kind, best)
    }
  }
  return [...likeness]
    .sort(([, a], [, b]) => b - a)
    .slice(0, most)
    .map(([kind]) => kind)
}
