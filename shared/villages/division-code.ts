/** Levels of the division tree, by their number (domain.md §9). */
export const divisionLevels = ['province', 'city', 'county', 'township', 'village'] as const
export type DivisionLevel = (typeof divisionLevels)[number]

const lengths = [2, 4, 6, 9, 12] as const

/** The level of a code, 1 (province) to 5 (village), by its number of digits. */
export function levelOfCode(code: string): number {
  return lengths.indexOf(code.length as (typeof lengths)[number]) + 1
}

/** The codes of all nodes above, province first; empty for a province. */
export function codesAbove(code: string): string[] {
  return lengths.filter((length) => length < code.length).map((length) => code.slice(0, length))
}

/** The code of the node directly above, or null for a province. */
export function parentOfCode(code: string): string | null {
  return codesAbove(code).at(-1) ?? null
}

/** Whether a node is the given one or lies below it. */
export function liesWithin(code: string, area: string): boolean {
  return code.startsWith(area)
}

/**
 * All codes that begin with the given digits, as a half-open range that every collation orders
 * the same way: `code >= from and code < to`.
 */
export function codeRange(digits: string): { from: string; to: string } {
  const next = String(BigInt(digits) + 1n).padStart(digits.length, '0')
  return { from: digits, to: next.length > digits.length ? '~' : next }
}
