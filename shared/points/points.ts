/**
 * The points that a weight earns: whole points, rounded half up once for all that a household
 * brought at one time (§2.2).
 */
export function pointsForGrams(pointsPerKilogram: number, grams: number): number {
  return Number((BigInt(pointsPerKilogram) * BigInt(grams) * 2n + 1_000n) / 2_000n)
}

/**
 * What people write between numbers of households: `1、2，5` or one a line. A gap beside a stroke
 * or behind a group stands within a number: `3 - 12`, `3组 12号`.
 */
export function householdNumbersOf(text: string): string[] {
  const joined = text
    .normalize('NFKC')
    .replace(/(?<=[-‐‑‒–—―−/组社队])[ \t]+(?=\d)|(?<=\d)[ \t]+(?=[-‐‑‒–—―−/])/g, '')
  return joined.split(/[\s,、;]+/).filter((number) => number !== '')
}
