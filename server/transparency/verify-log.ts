import { isSame } from '../../shared/transparency/merkle.ts'
import {
  parseCheckpoint,
  parseSignature,
  parseVerifierKey,
} from '../../shared/transparency/signed-note.ts'
import { type Tile, TreeEdge } from '../../shared/transparency/tiles.ts'
import type { Database } from '../platform/db/transaction.ts'
import {
  type CheckpointRow,
  selectCheckpointsAfter,
  selectCosignatures,
} from './checkpoints.queries.ts'
import { leafOf, sha256 } from './hashing.ts'
import { logOrigin, logSize, type Run, selectRuns } from './log-entries.queries.ts'
import { logTexts } from './log-texts.ts'
import { logKeys } from './publish-checkpoint.ts'
import { cosignedAt, isSignedBy } from './signing-key.ts'
import { selectTiles } from './tiles.queries.ts'

/** What a check of the log looks at, in the order in which the checks are made at each place. */
export const logChecks = ['log_run', 'log_leaf', 'log_tile', 'log_head', 'log_signature'] as const

/** What is wrong with the log; the county and number are those of the entry, where it is one. */
export interface LogFault {
  check: (typeof logChecks)[number]
  countyCode: string
  number: number | null
  detail: string
}

/** A multiple of a tile's width, so that each full tile is read once. */
const pageSize = 5_120

/**
 * Recomputes the log from the ledger's entries (§4.5): each county's entries stand in it once and
 * in their order, every tile is what they hash to, and every head that was published is that of the
 * tree then, signed by a key that is listed. Nothing of it ever changes, so beside running business
 * no snapshot is needed, and memory does not grow with it.
 */
export async function findLogFault(db: Database): Promise<LogFault | null> {
  if ((await logOrigin(db)) === undefined) return null
  const size = await logSize(db)
  const edge = new TreeEdge(sha256, 0, [])
  const lastNumbers = new Map<string, number>()
  const heads = new HeadReader(db)
  for (;;) {
    // A page ends where a head was published, so that its root is at hand.
    for (let head = await heads.peek(); head?.size === edge.size; head = await heads.peek()) {
      const fault = await headFault(db, head, edge)
      if (fault !== null) return fault
      heads.take()
    }
    if (edge.size >= size) break
    const page = edge.size - (edge.size % pageSize) + pageSize
    const end = Math.min(page, size, (await heads.peek())?.size ?? size)
    const fault = await pageFault(db, { edge, end, lastNumbers })
    if (fault !== null) return fault
  }
  const beyond = await heads.peek()
  if (beyond !== undefined)
    return faultOf('log_head', `a head of ${beyond.size} entries stands above ${size}`)
  return tilesFault(db, edge.tiles())
}

/** Adds the leaves up to `end` to the tree and compares each tile that they complete. */
async function pageFault(
  db: Database,
  { edge, end, lastNumbers }: { edge: TreeEdge; end: number; lastNumbers: Map<string, number> },
): Promise<LogFault | null> {
  const first = edge.size
  const runs = await selectRuns(db, first, end)
  const fault = runsFault(runs, { first, end, lastNumbers })
  if (fault !== null) return fault
  const texts = await logTexts(db, runs)
  const missing = texts.indexOf(null)
  if (missing >= 0) return leafFault(runs, first + missing, 'the ledger lacks the entry')
  const leaves = texts.map((text) => leafOf(text ?? ''))
  const changed = edge.append(leaves)
  const stored = await selectTiles(db, changed)
  for (const tile of changed) {
    const kept = stored.find(({ level, number }) => isOf(tile, level, number))
    const differs = firstDifference(tile, kept)
    if (differs === null) continue
    if (tile.level > 0) return faultOf('log_tile', `tile ${tile.number} of level ${tile.level}`)
    return leafFault(runs, tile.number * 256 + differs, 'the log holds another leaf')
  }
  return null
}

/** Leaves follow one another, and each county's entries from its first on. */
function runsFault(
  runs: readonly Run[],
  { first, end, lastNumbers }: { first: number; end: number; lastNumbers: Map<string, number> },
): LogFault | null {
  let index = first
  for (const run of runs) {
    const { countyCode, firstNumber, entries } = run
    const at = { countyCode, number: firstNumber }
    if (run.firstIndex !== index) return faultOf('log_run', `leaf ${index} is of no entry`)
    if (firstNumber !== (lastNumbers.get(countyCode) ?? 0) + 1)
      return { ...faultOf('log_run', `leaf ${index} is not the county’s next entry`), ...at }
    lastNumbers.set(countyCode, firstNumber + entries - 1)
    index += entries
  }
  return index === end ? null : faultOf('log_run', `leaf ${index} is of no entry`)
}

async function tilesFault(db: Database, tiles: readonly Tile[]): Promise<LogFault | null> {
  const stored = await selectTiles(db, tiles)
  const wrong = tiles.find(
    (tile) =>
      firstDifference(
        tile,
        stored.find(({ level, number }) => isOf(tile, level, number)),
      ) !== null,
  )
  return wrong === undefined
    ? null
    : faultOf('log_tile', `tile ${wrong.number} of level ${wrong.level}`)
}

const isOf = (tile: Tile, level: number, number: number) =>
  tile.level === level && tile.number === number

/** The first hash in which a kept tile is another; it may hold more, for the log grows. */
function firstDifference({ hashes }: Tile, kept: Tile | undefined): number | null {
  if (kept !== undefined && isSame(hashes, kept.hashes.subarray(0, hashes.length))) return null
  const at = hashes.findIndex((byte, place) => byte !== kept?.hashes[place])
  return Math.floor(Math.max(at, 0) / 32)
}

async function headFault(
  db: Database,
  row: CheckpointRow,
  edge: TreeEdge,
): Promise<LogFault | null> {
  const head = parseCheckpoint(row.body)
  const isRoot = head?.size === row.size && isSame(head.root, edge.root())
  if (!isRoot) return faultOf('log_head', `the head of ${row.size} entries has another root`)
  const key = (await logKeys(db)).find(({ keyId }) => keyId === row.keyId)?.key
  const own = parseSignature(row.signatureLine.trimEnd())
  if (key === undefined || own === undefined || !isSignedBy(key, row.body, own))
    return faultOf('log_signature', `the head of ${row.size} entries is not signed by its key`)
  for (const { witnessKey, signatureLine } of await selectCosignatures(db, row)) {
    const witness = parseVerifierKey(witnessKey)
    const signature = parseSignature(signatureLine.trimEnd())
    if (!witness || !signature || cosignedAt(witness, row.body, signature) === undefined)
      return faultOf('log_signature', `${witnessKey} did not sign the head of ${row.size} entries`)
  }
  return null
}

function leafFault(runs: readonly Run[], index: number, detail: string): LogFault {
  const run = runs.find(({ firstIndex, entries }) => index < firstIndex + entries)
  const number = run === undefined ? null : run.firstNumber + index - run.firstIndex
  return {
    ...faultOf('log_leaf', `leaf ${index}: ${detail}`),
    countyCode: run?.countyCode ?? '',
    number,
  }
}

function faultOf(check: LogFault['check'], detail: string): LogFault {
  return { check, countyCode: '', number: null, detail }
}

/** Published heads in the order of their sizes, some read ahead. */
class HeadReader {
  readonly #db: Database
  #page: CheckpointRow[] = []
  #last = -1
  #isEnd = false

  constructor(db: Database) {
    this.#db = db
  }

  async peek(): Promise<CheckpointRow | undefined> {
    if (this.#page.length === 0 && !this.#isEnd) {
      const limit = 1_000
      this.#page = await selectCheckpointsAfter(this.#db, { size: this.#last, limit })
      this.#isEnd = this.#page.length < limit
      this.#last = this.#page.at(-1)?.size ?? this.#last
    }
    return this.#page[0]
  }

  take(): void {
    this.#page.shift()
  }
}
