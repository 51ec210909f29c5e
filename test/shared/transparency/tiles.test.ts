import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 } from '../../../server/transparency/hashing.ts'
import { isSame, leafHash, type Subtree, treeRoot } from '../../../shared/transparency/merkle.ts'
import {
  parseTilePath,
  partialTiles,
  partialWidth,
  placeInTile,
  rootInTile,
  type Tile,
  TreeEdge,
  tilePath,
} from '../../../shared/transparency/tiles.ts'

const leaves = Array.from({ length: 70_000 }, (_, at) => leafHash(sha256, Buffer.from(`${at}`)))

test('§4.5 a path is written as tlog-tiles writes it, and read back only so', () => {
  expect(tilePath({ level: 0, number: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067')
  expect(tilePath({ level: 2, number: 5, width: 17 })).toBe('tile/2/005.p/17')
  expect(tilePath({ level: 'entries', number: 1_000, width: 256 })).toBe('tile/entries/x001/000')
  fc.assert(
    fc.property(
      fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const)),
      fc.maxSafeNat(),
      fc.integer({ min: 1, max: 256 }),
      (level, number, width) => {
        const tile = { level, number, width }
        expect(parseTilePath(tilePath(tile))).toEqual(tile)
      },
    ),
  )
  const strangers = [
    'tile/0/1',
    'tile/00/001',
    'tile/0/x000/001',
    'tile/0/001.p/0',
    'tile/0/001.p/256',
  ]
  for (const path of [...strangers, 'tile/0/001.p/07', 'tile/0/001/', 'tile/0/x001', 'tile/-1/001'])
    expect(parseTilePath(path), path).toBeUndefined()
})

test('§4.5 the example of tlog-tiles: a tree of 70,000', () => {
  expect([0, 1, 2].map((level) => partialWidth(level, 70_000))).toEqual([112, 17, 1])
  expect(partialTiles(70_000)).toEqual([
    { level: 0, number: 273 },
    { level: 1, number: 1 },
    { level: 2, number: 0 },
  ])
  expect(partialTiles(256)).toEqual([{ level: 1, number: 0 }])
})

test('§4.5 a tree grown in pieces of any size has the tiles and the root of the whole', () => {
  const whole = new TreeEdge(sha256, 0, [])
  const wanted = byName(whole.append(leaves))
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 5 }), (pieces) => {
      const kept = new Map<string, Tile>()
      let size = 0
      for (const piece of pieces) {
        // As a worker does: the edge is read anew each time, out of tiles that others keep.
        const edge = new TreeEdge(sha256, size, [...kept.values()])
        for (const tile of edge.append(leaves.slice(size, size + piece)))
          kept.set(`${tile.level} ${tile.number}`, tile)
        size = edge.size
        expect(isSame(edge.root(), treeRoot(sha256, size, rootFrom(kept)))).toBe(true)
      }
      for (const [name, tile] of kept) {
        const longer = wanted.get(name)?.hashes.subarray(0, tile.hashes.length)
        expect(longer !== undefined && isSame(longer, tile.hashes), name).toBe(true)
      }
    }),
    { numRuns: 10 },
  )
})

function byName(tiles: readonly Tile[]): Map<string, Tile> {
  return new Map(tiles.map((tile) => [`${tile.level} ${tile.number}`, tile]))
}

function rootFrom(tiles: Map<string, Tile>) {
  return (subtree: Subtree) => {
    const place = placeInTile(subtree)
    const tile = tiles.get(`${place.level} ${place.number}`)
    if (tile === undefined) throw new Error('a tile is missing')
    return rootInTile(sha256, tile.hashes, place)
  }
}
