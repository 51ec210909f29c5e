import { completeSubtrees, foldRoots, type HashOf, type Subtree } from './merkle.ts'

/*
 * The tree in tiles of 256 hashes (C2SP tlog-tiles): a tile of level l holds the roots of subtrees
 * of 256^l leaves, so that all of the tree is a few files of which only the last ones still grow.
 */

/** How many hashes a full tile holds. */
export const tileWidth = 256
/** How many levels of the tree a tile spans. */
export const tileHeight = 8
/** The bytes of a hash of SHA-256. */
export const hashBytes = 32

/** Which tile, and how much of it. */
export interface TileName {
  level: number | 'entries'
  number: number
  /** 256, or fewer where the tile is partial. */
  width: number
}

/** The path below the log's address (C2SP tlog-tiles), such as `tile/0/x001/234.p/5`. */
export function tilePath({ level, number, width }: TileName): string {
  const digits = String(number)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? []
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${path}${width < tileWidth ? `.p/${width}` : ''}`
}

/** The tile that a path names; undefined where it is not written as `tilePath` writes it. */
export function parseTilePath(path: string): TileName | undefined {
  const parts = /^tile\/(\d{1,2}|entries)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  const [, level = '', digits = '', width = String(tileWidth)] = parts ?? []
  const tile: TileName = {
    level: level === 'entries' ? level : Number(level),
    number: Number(digits.replaceAll(/\D/g, '')),
    width: Number(width),
  }
  const isWritten = tile.width > 0 && tilePath(tile) === path
  return isWritten && Number.isSafeInteger(tile.number) ? tile : undefined
}

/** How many hashes the last, partial tile of a level holds in a tree of so many leaves, or 0. */
export function partialWidth(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level) % tileWidth
}

/** How many hashes stand in all tiles of a level in a tree of so many leaves. */
export function hashesOfLevel(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level)
}

/** Where the root of a complete subtree is found: it folds `count` hashes of a tile. */
export interface PlaceInTile {
  level: number
  number: number
  first: number
  count: number
}

/** The place of a complete subtree's root. */
export function placeInTile({ level, index }: Subtree): PlaceInTile {
  const count = 2 ** (level % tileHeight)
  const first = index * count
  return {
    level: Math.floor(level / tileHeight),
    number: Math.floor(first / tileWidth),
    first: first % tileWidth,
    count,
  }
}

/** The root over some of a tile's hashes: `count`, a power of two, from `first` on. */
export function rootInTile(
  hashOf: HashOf,
  hashes: Uint8Array,
  { first, count }: Pick<PlaceInTile, 'first' | 'count'>,
): Uint8Array {
  let level = Array.from({ length: count }, (_, at) => hashAt(hashes, first + at))
  while (level.length > 1) {
    const below = level
    level = Array.from({ length: below.length / 2 }, (_, at) =>
      foldRoots(hashOf, below.slice(2 * at, 2 * at + 2)),
    )
  }
  return level[0] ?? hashOf()
}

/** A tile as it stands: its hashes one after the other. */
export interface Tile {
  level: number
  number: number
  hashes: Uint8Array
}

/** The right edge of a tree: its partial tile of each level, from which it grows. */
export class TreeEdge {
  size: number
  readonly #hashOf: HashOf
  readonly #partial: Map<number, Uint8Array[]>

  /** `tiles` are the partial tiles of a tree of `size` leaves; they may hold more than it had. */
  constructor(hashOf: HashOf, size: number, tiles: readonly Tile[]) {
    this.size = size
    this.#hashOf = hashOf
    this.#partial = new Map()
    for (const { level, number } of partialTiles(size)) {
      const tile = tiles.find((stored) => stored.level === level && stored.number === number)
      if (tile === undefined) throw new Error(`tile ${number} of level ${level} is missing`)
      const width = partialWidth(level, size)
      this.#partial.set(
        level,
        Array.from({ length: width }, (_, at) => hashAt(tile.hashes, at)),
      )
    }
  }

  /** Adds leaves and returns the tiles that changed, each as it stands now. */
  append(leafHashes: readonly Uint8Array[]): Tile[] {
    const full: Tile[] = []
    const changed = new Set<number>()
    for (const hash of leafHashes) {
      this.size += 1
      this.#push(0, hash, full, changed)
    }
    return [...full, ...this.tiles().filter(({ level }) => changed.has(level))]
  }

  #push(level: number, hash: Uint8Array, full: Tile[], changed: Set<number>): void {
    const hashes = this.#partial.get(level) ?? []
    this.#partial.set(level, hashes)
    hashes.push(hash)
    changed.add(level)
    if (hashes.length < tileWidth) return
    const tile = { level, number: hashesOfLevel(level + 1, this.size) - 1, hashes: joined(hashes) }
    full.push(tile)
    this.#partial.set(level, [])
    const all = { first: 0, count: tileWidth }
    this.#push(level + 1, rootInTile(this.#hashOf, tile.hashes, all), full, changed)
  }

  /** The partial tiles. */
  tiles(): Tile[] {
    return partialTiles(this.size).map(({ level, number }) => ({
      level,
      number,
      hashes: joined(this.#partial.get(level) ?? []),
    }))
  }

  /** The root of the tree. */
  root(): Uint8Array {
    const roots = completeSubtrees(0, this.size).map((subtree) => {
      const place = placeInTile(subtree)
      return rootInTile(this.#hashOf, joined(this.#partial.get(place.level) ?? []), place)
    })
    return foldRoots(this.#hashOf, roots)
  }
}

/** Which tiles of a tree of so many leaves are partial: at most one of a level. */
export function partialTiles(size: number): { level: number; number: number }[] {
  const tiles: { level: number; number: number }[] = []
  for (let level = 0; hashesOfLevel(level, size) > 0; level += 1)
    if (partialWidth(level, size) > 0) tiles.push({ level, number: hashesOfLevel(level + 1, size) })
  return tiles
}

function hashAt(hashes: Uint8Array, at: number): Uint8Array {
  const hash = hashes.subarray(at * hashBytes, (at + 1) * hashBytes)
  if (hash.length < hashBytes) throw new RangeError(`the tile has no hash ${at}`)
  return hash
}

function joined(hashes: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(hashes.length * hashBytes)
  for (const [at, hash] of hashes.entries()) bytes.set(hash, at * hashBytes)
  return bytes
}
