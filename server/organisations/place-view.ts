import type { Division } from '../villages/index.ts'

/** A place with the path to it, for showing; null stays null. */
export function placeOf(places: Map<string, Division>, code: string | null) {
  return code === null ? null : knownPlace(places, code)
}

/** A place whose code a foreign key vouches for. */
export function knownPlace(places: Map<string, Division>, code: string) {
  return { code, pathName: places.get(code)?.pathName ?? code }
}
