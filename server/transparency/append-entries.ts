import assert from 'node:assert/strict'
import { partialTiles, TreeEdge } from '../../shared/transparency/tiles.ts'
import { type Database, type Reader, transaction } from '../platform/db/transaction.ts'
import { leafOf, logTextOf, sha256 } from './hashing.ts'
import {
  type EntryRange,
  insertRuns,
  lockFreeLog,
  logSize,
  type Run,
  selectEntriesToLog,
  selectUnlogged,
} from './log-entries.queries.ts'
import { saveTiles, selectTiles } from './tiles.queries.ts'

/** So many that the process answers requests again after some milliseconds of hashing. */
const appendedAtOnce = 2_000

/**
 * Adds entries that were posted since to the log (§4.5), county by county in the order of their
 * numbers; true where more may be left. One worker at a time: another one meanwhile has nothing to
 * do. It runs after the commits, so that nobody who orders or pays ever waits for it.
 */
export function appendEntries(db: Database, { withSm3 }: { withSm3: boolean }): Promise<boolean> {
  return transaction(db, async (tx) => {
    if ((await lockFreeLog(tx)) === undefined) return false
    const ranges = firstOf(await selectUnlogged(tx, appendedAtOnce), appendedAtOnce)
    if (ranges.length === 0) return false
    const entries = await selectEntriesToLog(tx, ranges, { withContent: withSm3 })
    const wanted = ranges.reduce((sum, range) => sum + range.entries, 0)
    assert(entries.length === wanted, 'a county’s ledger has entries missing: run cunji verify')
    const edge = await treeEdge(tx, await logSize(tx))
    const runs = runsFrom(ranges, { firstIndex: edge.size, hasSm3: withSm3 })
    await saveTiles(tx, edge.append(entries.map((entry) => leafOf(logTextOf(entry)))))
    await insertRuns(tx, runs)
    return wanted === appendedAtOnce
  })
}

/** The right edge of the tree of the log's first `size` entries. */
export async function treeEdge(reader: Reader, size: number): Promise<TreeEdge> {
  return new TreeEdge(sha256, size, await selectTiles(reader, partialTiles(size)))
}

/** The first ranges that together hold at most so many entries, the last one cut. */
function firstOf(ranges: readonly EntryRange[], atMost: number): EntryRange[] {
  let left = atMost
  return ranges.flatMap((range) => {
    const entries = Math.min(range.entries, left)
    left -= entries
    return entries > 0 ? { ...range, entries } : []
  })
}

function runsFrom(
  ranges: readonly EntryRange[],
  { firstIndex, hasSm3 }: Pick<Run, 'firstIndex' | 'hasSm3'>,
): Run[] {
  let at = firstIndex
  return ranges.map((range) => {
    const run = { ...range, firstIndex: at, hasSm3 }
    at += range.entries
    return run
  })
}
