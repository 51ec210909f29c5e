import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Tile } from '../../shared/transparency/tiles.ts'
import { arrayOf, execute, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'

const tileRow = z.object({ level: z.int(), number: z.int(), hashes: z.string() })

/** Those of the tiles that there are, as they stand now: a partial one may have grown meanwhile. */
export async function selectTiles(
  reader: Reader,
  wanted: readonly Pick<Tile, 'level' | 'number'>[],
): Promise<Tile[]> {
  if (wanted.length === 0) return []
  const rows = await queryRows(
    reader,
    tileRow,
    sql`
    select t.level, t.number, encode(t.hashes, 'hex') as hashes
    from unnest(${arrayOf('bigint', levelsOf(wanted))}, ${arrayOf('bigint', numbersOf(wanted))})
        as w(level, number)
      join transparency.tiles t on t.level = w.level::smallint and t.number = w.number`,
  )
  return rows.map((row) => ({ ...row, hashes: Buffer.from(row.hashes, 'hex') }))
}

/** Keeps tiles that are new or have grown. */
export async function saveTiles(tx: Transaction, tiles: readonly Tile[]): Promise<void> {
  const hashes = tiles.map((tile) => Buffer.from(tile.hashes).toString('hex'))
  await execute(
    tx,
    sql`
    insert into transparency.tiles (level, number, hashes)
    select t.level, t.number, decode(t.hashes, 'hex')
    from unnest(${arrayOf('bigint', levelsOf(tiles))}, ${arrayOf('bigint', numbersOf(tiles))},
      ${arrayOf('text', hashes)}) as t(level, number, hashes)
    on conflict (level, number) do update set hashes = excluded.hashes`,
  )
}

const levelsOf = (tiles: readonly Pick<Tile, 'level'>[]) => tiles.map(({ level }) => level)
const numbersOf = (tiles: readonly Pick<Tile, 'number'>[]) => tiles.map(({ number }) => number)
