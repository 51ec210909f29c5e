import type { Boundary } from './boundaries.schemas.ts'
import { mostPlaces, mostPoints, pointsOf } from './boundary-points.ts'

/** Characters of a file, and points in it, that are read at most. */
export const largestGeoJson = 30 * 1_048_576
const mostPointsRead = 2_000_000
const mostFeatures = 5_000

/** Properties in which maps of divisions keep their code, the usual ones first. */
export const codeProperties = [
  ...(['adcode', 'code', 'id', 'gb', 'xzqdm', 'xzdm', 'dm', 'qhdm'] as const),
]

export type GeoJsonFault =
  | 'too_large'
  | 'not_geojson'
  | 'no_codes'
  | 'no_outlines'
  | 'not_degrees'
  | 'too_many_points'

export type GeoJsonReading = { items: Boundary[] } | { fault: GeoJsonFault }

type Ring = [number, number][]
interface Outline {
  code: string
  rings: Ring[]
}

/**
 * The outlines of divisions in a GeoJSON file (RFC 7946): a FeatureCollection of polygons in
 * degrees whose features carry a division code. Nothing else of it is taken over, no name and no
 * other property. Holes are left out; outlines are simplified on one grid, so that neighbours still
 * meet.
 */
export function readGeoJson(text: string): GeoJsonReading {
  if (text.length > largestGeoJson) return { fault: 'too_large' }
  let file: unknown
  try {
    file = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return { fault: 'not_geojson' }
  }
  const features = own(file, 'features')
  if (own(file, 'type') !== 'FeatureCollection' || !Array.isArray(features))
    return { fault: 'not_geojson' }
  if (features.length > mostFeatures) return { fault: 'too_many_points' }
  const property = codeProperties.find((name) =>
    features.some((feature) => codeOf(feature, name) !== null),
  )
  if (property === undefined) return { fault: 'no_codes' }
  const outlines = new Map<string, Ring[]>()
  let read = 0
  for (const feature of features) {
    const code = codeOf(feature, property)
    if (code === null) continue
    for (const ring of outerRings(own(feature, 'geometry'))) {
      read += ring.length
      if (read > mostPointsRead) return { fault: 'too_many_points' }
      const points = ring.map(pointOf)
      if (!points.every((point) => point !== null)) return { fault: 'not_degrees' }
      outlines.set(code, [...(outlines.get(code) ?? []), points])
    }
  }
  return simplified([...outlines].map(([code, rings]) => ({ code, rings })))
}

/** A property of its own of an object that a file holds; nothing that objects inherit. */
function own(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Record<string, unknown>)[name]
}

/** The code a feature carries, without the noughts that stand for levels below. */
function codeOf(feature: unknown, name: string): string | null {
  const properties = own(feature, 'properties')
  const upper = name.toUpperCase()
  const value =
    own(properties, name) ??
    own(properties, upper) ??
    (name === 'id' ? own(feature, 'id') : undefined)
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const digits = /^\s*(?:156)?(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})\s*$/.exec(String(value))?.[1]
  if (digits === undefined || /^0/.test(digits)) return null
  return digits
    .replace(/^(\d{9})000$/, '$1')
    .replace(/^(\d{6})000$/, '$1')
    .replace(/^(\d{4})00$/, '$1')
    .replace(/^(\d{2})00$/, '$1')
}

/** The outer ring of each polygon of a geometry. */
function outerRings(geometry: unknown): unknown[][] {
  const coordinates = own(geometry, 'coordinates')
  if (!Array.isArray(coordinates)) return []
  const type = own(geometry, 'type')
  const polygons = type === 'Polygon' ? [coordinates] : type === 'MultiPolygon' ? coordinates : []
  return polygons.flatMap((polygon) =>
    Array.isArray(polygon) && Array.isArray(polygon[0]) ? [polygon[0]] : [],
  )
}

/** Longitude and latitude in degrees; a height behind them is left out. */
function pointOf(position: unknown): [number, number] | null {
  if (!Array.isArray(position)) return null
  const [x, y]: unknown[] = position
  if (typeof x !== 'number' || typeof y !== 'number') return null
  return Math.abs(x) <= 180 && Math.abs(y) <= 90 ? [x, y] : null
}

/** Points of one ring, and parts of one place, at most: as the contract takes them. */
const mostOfRing = 1_000
const mostRings = 60

/**
 * All outlines on the finest grid on which there are few enough points: what is drawn some hundred
 * pixels wide needs no more.
 */
function simplified(outlines: readonly Outline[]): GeoJsonReading {
  if (outlines.length === 0) return { fault: 'no_outlines' }
  if (outlines.length > mostPlaces) return { fault: 'too_many_points' }
  for (let grid = 1; grid <= 4_096; grid *= 2) {
    const items = outlines.map(({ code, rings }) => ({ code, rings: onGrid(rings, grid) }))
    const isSmall = items.every(({ rings }) =>
      rings.every(({ length }) => length / 2 <= mostOfRing),
    )
    if (isSmall && pointsOf(items) <= Math.min(mostPoints, 400 * items.length)) {
      const drawn = items.filter(({ rings }) => rings.length > 0)
      return drawn.length === 0 ? { fault: 'no_outlines' } : { items: drawn }
    }
  }
  return { fault: 'too_many_points' }
}

/** The largest rings on a grid of so many ten-thousandths of a degree, without points in a line. */
function onGrid(rings: readonly Ring[], grid: number): number[][] {
  return rings
    .map((ring) => straightened(ring.map(([x, y]) => [snap(x, grid), snap(y, grid)])))
    .filter(({ length }) => length >= 6)
    .toSorted((a, b) => b.length - a.length)
    .slice(0, mostRings)
}

const snap = (degrees: number, grid: number) => Math.round((degrees * 10_000) / grid) * grid

/** The points of a closed ring that turn, as x and y in turns. */
function straightened(ring: readonly [number, number][]): number[] {
  const kept: [number, number][] = []
  for (const point of ring) {
    const before = kept.at(-1)
    if (before?.[0] === point[0] && before[1] === point[1]) continue
    while (kept.length > 1 && isInLine(kept.at(-2), kept.at(-1), point)) kept.pop()
    kept.push(point)
  }
  const [first] = kept
  const last = kept.at(-1)
  if (kept.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1]) kept.pop()
  return kept.flat()
}

function isInLine(a?: [number, number], b?: [number, number], c?: [number, number]): boolean {
  if (!a || !b || !c) return false
  return (b[0] - a[0]) * (c[1] - a[1]) === (b[1] - a[1]) * (c[0] - a[0])
}
