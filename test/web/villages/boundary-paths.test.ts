import { expect, test } from 'vitest'
import { drawnMap } from '../../../web/villages/boundary-paths.ts'

const box = (west: number, south: number, size: number) => [
  [west, south, west + size, south, west + size, south + size, west, south + size],
]

test('boundaries fill the picture, north up, and no place hides one within it', () => {
  // On the equator a degree is as wide as it is high.
  const boundaries = [
    { code: 'within', rings: box(400, 400, 100) },
    { code: 'around', rings: box(0, 0, 1_000) },
  ]
  const map = drawnMap(boundaries, { width: 900, mostHigh: 500 })
  expect(map).toMatchObject({ width: 500, height: 500 })
  expect(map.places.map(({ code }) => code)).toEqual(['around', 'within'])
  expect(map.places[0]).toMatchObject({
    path: 'M0 500L500 500L500 0L0 0Z',
    at: { x: 250, y: 250 },
  })
})

test('far north the picture is narrower, and nothing at all is no picture', () => {
  const map = drawnMap([{ code: 'a', rings: box(0, 600_000, 10) }], { width: 900, mostHigh: 600 })
  expect(map.width / map.height).toBeCloseTo(0.5, 1)
  expect(drawnMap([], { width: 900, mostHigh: 600 }).places).toEqual([])
})
