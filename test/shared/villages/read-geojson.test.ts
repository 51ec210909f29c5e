import { expect, test } from 'vitest'
import { boundariesBody } from '../../../shared/villages/boundaries.schemas.ts'
import { pointsOf } from '../../../shared/villages/boundary-points.ts'
import { readGeoJson } from '../../../shared/villages/read-geojson.ts'

const square = (x: number, y: number) => [
  [x, y],
  [x + 0.1, y],
  [x + 0.1, y + 0.1],
  [x, y + 0.1],
  [x, y],
]
const feature = (properties: object, geometry: object) => ({
  ...{ type: 'Feature', properties, geometry },
})
const polygon = (x = 110, y = 31) => ({ type: 'Polygon', coordinates: [square(x, y)] })
const file = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features })

test('outlines of divisions by their codes, whatever property holds them', () => {
  const outline = [[1_100_000, 310_000, 1_101_000, 310_000, 1_101_000, 311_000, 1_100_000, 311_000]]
  for (const [properties, code] of [
    [{ adcode: 500237 }, '500237'],
    [{ code: '500237222000', name: '竹贤乡' }, '500237222'],
    [{ CODE: '500237222213' }, '500237222213'],
    [{ gb: '156500237' }, '500237'],
    [{ id: '500200' }, '5002'],
    [{ XZQDM: ' 500237222 ' }, '500237222'],
  ] as const) {
    expect(readGeoJson(file(feature(properties, polygon())))).toEqual({
      items: [{ code, rings: outline }],
    })
  }
  const byId = { ...feature({}, polygon()), id: '500237' }
  expect(readGeoJson(`\ufeff${file(byId)}`)).toMatchObject({ items: [{ code: '500237' }] })
})

test('parts of a place stand together, holes and what has no code are left out', () => {
  const island = { type: 'MultiPolygon', coordinates: [[square(110, 31)], [square(112, 31)]] }
  const holed = { type: 'Polygon', coordinates: [square(111, 31), square(111.02, 31.02)] }
  const reading = readGeoJson(
    file(
      feature({ adcode: '500237' }, island),
      feature({ adcode: '500236' }, holed),
      feature({ name: '九段线' }, polygon()),
      feature({ adcode: '500235' }, { type: 'Point', coordinates: [110, 31] }),
    ),
  )
  expect(reading).toMatchObject({
    items: [
      { code: '500237', rings: [expect.anything(), expect.anything()] },
      { code: '500236', rings: [expect.anything()] },
    ],
  })
})

test('a large outline is made as small as the contract takes it, at once', () => {
  const circle = Array.from({ length: 60_000 }, (_, at) => {
    const angle = (at / 60_000) * 2 * Math.PI
    return [110 + Math.cos(angle), 31 + Math.sin(angle)]
  })
  const large = feature({ adcode: '500237' }, { type: 'Polygon', coordinates: [circle] })
  const reading = readGeoJson(file(large, feature({ adcode: '500236' }, polygon(112))))
  if ('fault' in reading) throw new Error(reading.fault)
  expect(pointsOf(reading.items)).toBeLessThanOrEqual(800)
  expect(pointsOf(reading.items)).toBeGreaterThan(100)
  expect(boundariesBody.safeParse(reading).success).toBe(true)
})

test('what is no map says why, and nothing of it is run', () => {
  const fault = (text: string) => {
    const reading = readGeoJson(text)
    return 'fault' in reading ? reading.fault : 'none'
  }
  expect(fault('<script>alert(1)</script>')).toBe('not_geojson')
  expect(fault('[]')).toBe('not_geojson')
  expect(fault(`${'['.repeat(100_000)}`)).toBe('not_geojson')
  expect(fault('{"__proto__":{"type":"FeatureCollection","features":[]}}')).toBe('not_geojson')
  expect(fault(file(feature({ name: '<b>x</b>' }, polygon())))).toBe('no_codes')
  expect(fault(file(feature({ adcode: '100000' }, { type: 'Polygon' })))).toBe('no_outlines')
  expect(fault(file(feature({ adcode: '500237' }, polygon(3_000_000))))).toBe('not_degrees')
  expect(
    fault(file(feature({ adcode: '500237' }, { type: 'Polygon', coordinates: [['x']] }))),
  ).toBe('not_degrees')
  const hostile = '{"adcode":"500237","__proto__":{"code":"1"}}'
  const text = file(feature({}, polygon())).replace('"properties":{}', `"properties":${hostile}`)
  expect(readGeoJson(text)).toMatchObject({ items: [{ code: '500237' }] })
  expect(Object.hasOwn(Object.prototype, 'code')).toBe(false)
})
