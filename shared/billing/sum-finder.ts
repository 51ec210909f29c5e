/** So many amounts are combined at most: more make sums that no person would believe. */
const mostAddends = 24
const mostSolutions = 3

export type FindSum = (wanted: number) => { solutions: number[][]; isComplete: boolean }

/**
 * Finds places of amounts that together make a sum, at most three choices of them: all from the
 * first on, then any others. `isComplete` says that there is no further one. Of many amounts only
 * the first 24 are combined, each half beforehand: a sum takes 4,096 steps however they are.
 */
export function sumFinder(amounts: readonly number[]): FindSum {
  const usable = Math.min(amounts.length, mostAddends)
  const middle = usable >> 1
  const first = choicesOf(amounts, 0, middle)
  const second = new Map<number, number[][]>()
  for (const { sum, places } of choicesOf(amounts, middle, usable)) {
    const same = second.get(sum)
    if (same === undefined) second.set(sum, [places])
    else if (same.length < mostSolutions) same.push(places)
  }
  const largest = Math.max(...second.keys())
  return (wanted) => {
    const solutions: number[][] = []
    for (const { sum, places } of wanted > 0 ? first : []) {
      const left = wanted - sum
      if (left < 0 || left > largest) continue
      for (const others of second.get(left) ?? []) solutions.push([...places, ...others])
      if (solutions.length >= mostSolutions) break
    }
    // A single amount of the sum is found however many there are.
    const single = wanted > 0 ? amounts.indexOf(wanted, usable) : -1
    if (single >= 0 && solutions.length < mostSolutions) solutions.push([single])
    const isComplete = solutions.length < mostSolutions && usable === amounts.length
    return { solutions: solutions.slice(0, mostSolutions), isComplete }
  }
}

interface Choice {
  sum: number
  places: number[]
}

/** Every choice of amounts above 0 from a place to another: those with the first ones first. */
function choicesOf(amounts: readonly number[], from: number, to: number): Choice[] {
  if (from === to) return [{ sum: 0, places: [] }]
  const rest = choicesOf(amounts, from + 1, to)
  const cents = amounts[from] ?? 0
  if (cents <= 0) return rest
  const withIt = rest.map(({ sum, places }) => ({ sum: sum + cents, places: [from, ...places] }))
  return [...withIt, ...rest]
}
