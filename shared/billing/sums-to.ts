/** What is tried at most: a longer search finds nothing that a person would believe. */
const mostSteps = 20_000
const mostAddends = 24
const mostSolutions = 3

/**
 * Places of amounts that together make a sum, at most three choices of them: all from the first on,
 * then any others. `isComplete` says that there is no further one. Bounded: of many amounts only
 * the first 24 are combined, and no more than 20,000 steps are made.
 */
export function sumsTo(
  amounts: readonly number[],
  wanted: number,
): { solutions: number[][]; isComplete: boolean } {
  const solutions: number[][] = []
  let steps = 0
  const usable = amounts.slice(0, mostAddends)
  /** What the amounts from a place on make together: where it is too little, nothing is tried. */
  const rest = usable.map((_, at) => usable.slice(at).reduce((sum, cents) => sum + cents, 0))
  const search = (at: number, left: number, taken: readonly number[]) => {
    if (left === 0) solutions.push([...taken])
    if (left === 0 || at >= usable.length || (rest[at] ?? 0) < left) return
    steps += 1
    if (steps > mostSteps || solutions.length >= mostSolutions) return
    const cents = usable[at] ?? 0
    if (cents > 0 && cents <= left) search(at + 1, left - cents, [...taken, at])
    search(at + 1, left, taken)
  }
  if (wanted > 0) search(0, wanted, [])
  // A single amount of the sum is found however many there are.
  const single = amounts.indexOf(wanted, usable.length)
  if (single >= 0 && solutions.length < mostSolutions) solutions.push([single])
  const isComplete =
    steps <= mostSteps && solutions.length < mostSolutions && usable.length === amounts.length
  return { solutions, isComplete }
}
