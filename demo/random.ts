/** A number from 0 up to 1. */
export type Random = () => number

/** The same numbers for the same name, on every machine (mulberry32 seeded by FNV-1a). */
export function randomFrom(name: string): Random {
  let state = 0x811c9dc5
  for (const character of name) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
