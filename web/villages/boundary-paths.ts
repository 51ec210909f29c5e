import type { Boundary } from '../../shared/villages/boundaries.schemas.ts'

/** A place as it is drawn: a path in the units of the picture, and where its name stands. */
export interface DrawnPlace {
  code: string
  path: string
  at: { x: number; y: number }
}

export interface DrawnMap {
  width: number
  height: number
  places: DrawnPlace[]
}

interface Box {
  west: number
  east: number
  south: number
  north: number
}

/**
 * Boundaries as paths of a picture of this width, at most so high: degrees of longitude as wide as
 * they are in the middle of it. Small places come last, so that none is hidden by one around it.
 */
export function drawnMap(
  boundaries: readonly Boundary[],
  { width, mostHigh }: { width: number; mostHigh: number },
): DrawnMap {
  const all = boxOf(boundaries.flatMap(({ rings }) => rings))
  if (all === null) return { width, height: 0, places: [] }
  const middle = ((all.south + all.north) / 2 / 10_000) * (Math.PI / 180)
  const shrink = Math.max(0.01, Math.cos(middle))
  const wide = Math.max(1, (all.east - all.west) * shrink)
  const high = Math.max(1, all.north - all.south)
  const scale = Math.min(width / wide, mostHigh / high)
  const x = (longitude: number) => round((longitude - all.west) * shrink * scale)
  const y = (latitude: number) => round((all.north - latitude) * scale)
  const places = boundaries.flatMap(({ code, rings }) => {
    const box = boxOf(rings.slice(0, 1))
    if (box === null) return []
    const path = rings.map((ring) => `M${pairs(ring, x, y)}Z`).join('')
    const at = { x: x((box.west + box.east) / 2), y: y((box.south + box.north) / 2) }
    return [{ code, path, at, size: (box.east - box.west) * (box.north - box.south) }]
  })
  return {
    width: round(wide * scale),
    height: round(high * scale),
    places: places.toSorted((a, b) => b.size - a.size).map(({ size: _, ...place }) => place),
  }
}

const round = (value: number) => Math.round(value * 10) / 10

function pairs(ring: readonly number[], x: (n: number) => number, y: (n: number) => number) {
  const points: string[] = []
  for (let at = 0; at + 1 < ring.length; at += 2)
    points.push(`${x(ring[at] ?? 0)} ${y(ring[at + 1] ?? 0)}`)
  return points.join('L')
}

function boxOf(rings: readonly (readonly number[])[]): Box | null {
  const box = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity }
  for (const ring of rings) {
    for (const [at, value] of ring.entries()) {
      if (at % 2 === 0) {
        box.west = Math.min(box.west, value)
        box.east = Math.max(box.east, value)
      } else {
        box.south = Math.min(box.south, value)
        box.north = Math.max(box.north, value)
      }
    }
  }
  return box.west > box.east || box.south > box.north ? null : box
}
