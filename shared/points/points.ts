/**
 * The points that a weight earns: whole points, rounded half up once for all that a household
 * brought at one time (§2.2).
 */
export function pointsForGrams(pointsPerKilogram: number, grams: number): number {
  return Number((BigInt(pointsPerKilogram) * BigInt(grams) * 2n + 1_000n) / 2_000n)
}

/** What people write between numbers of households: `1、2，5` or one a line. */
export function householdNumbersOf(text: string): string[] {
  return text.split(/[\s,，、;；]+/).filter((number) => number !== '')
}
