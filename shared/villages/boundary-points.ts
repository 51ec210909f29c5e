// Apart from the schemas, which no browser loads.

/** Points of all boundaries that are saved at once, and places of them. */
export const mostPoints = 20_000
export const mostPlaces = 500

/** How many points boundaries have together. */
export function pointsOf(items: readonly { rings: readonly (readonly number[])[] }[]): number {
  return items.reduce(
    (sum, { rings }) => sum + rings.reduce((points, { length }) => points + length / 2, 0),
    0,
  )
}
