import { canonicalEntry, type HashedEntry } from '../../shared/attribution/ledger-hash.ts'
import { AppError } from '../../shared/errors.ts'
import { toBase64 } from '../../shared/transparency/base64.ts'
import { inclusionPlan, type ProofPlan, proofOf } from '../../shared/transparency/merkle.ts'
import { parseVerifierKey, writeVerifierKey } from '../../shared/transparency/signed-note.ts'
import { placeInTile, rootInTile } from '../../shared/transparency/tiles.ts'
import type { EntryProof } from '../../shared/transparency/transparency.schemas.ts'
import type { Config } from '../config.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  findCheckpointOf,
  selectCosignatures,
  selectNewestCheckpoints,
} from './checkpoints.queries.ts'
import { leafOf, logTextOf, sha256, sm3Hex } from './hashing.ts'
import { findRuns } from './log-entries.queries.ts'
import { checkpointNote, logKeys } from './publish-checkpoint.ts'
import { selectTiles } from './tiles.queries.ts'

/** A ledger entry as its chain holds it. */
type ChainedEntry = HashedEntry & { previousHash: string; hash: string }

/**
 * Everything with which an outsider verifies an entry without asking anybody (§4.5): its text, its
 * place in its county's chain and in the log, and the signed head of the log. Refused with
 * `not_in_log_yet` until the next head is published.
 */
export async function proofOfEntry(
  reader: Reader,
  config: Pick<Config, 'logSm3'>,
  entry: ChainedEntry,
): Promise<EntryProof> {
  const [proof = null] = await proofsOfEntries(reader, config, [entry])
  if (proof === null) throw new AppError('not_in_log_yet')
  return proof
}

/** The same of many entries, all by one head; null for each that it does not hold yet. */
export async function proofsOfEntries(
  reader: Reader,
  { logSm3 }: Pick<Config, 'logSm3'>,
  entries: readonly ChainedEntry[],
): Promise<(EntryProof | null)[]> {
  const runs = await findRuns(reader, entries)
  const logged = entries.map((entry) => {
    const run = runs.get(`${entry.countyCode} ${entry.number}`)
    return { entry, run, index: run && run.firstIndex + entry.number - run.firstNumber }
  })
  const head = await headOf(
    reader,
    logged.flatMap(({ index }) => index ?? []),
  )
  if (head === null) return entries.map(() => null)
  const { checkpoint, note, ...keys } = head
  const plans = logged.map(({ index }) =>
    index !== undefined && index < checkpoint.size ? inclusionPlan(index, checkpoint.size) : null,
  )
  const inclusions = await proofsFrom(
    reader,
    plans.map((plan) => plan ?? []),
  )
  return logged.map(({ entry, run, index }, at) => {
    if (run === undefined || index === undefined || plans[at] === null) return null
    const text = canonicalEntry(entry, entry.previousHash)
    const { countyCode, number, previousHash, hash } = entry
    const leaf = logTextOf({ ...entry, content: run.hasSm3 ? entry : null })
    return {
      format: 'cunji-proof-1',
      kind: 'entry',
      text,
      chain: { countyCode, number, previousHash, hash },
      leaf,
      leafHash: toBase64(leafOf(leaf)),
      index,
      inclusion: (inclusions[at] ?? []).map(toBase64),
      ...{ checkpoint: note, ...keys },
      sm3: logSm3 ? { text: sm3Hex(text), checkpoint: sm3Hex(checkpoint.body) } : null,
    }
  })
}

/** A published head that holds entries at these indexes, or else the newest one. */
async function headOf(reader: Reader, indexes: readonly number[]) {
  if (indexes.length === 0) return null
  const highest = await findCheckpointOf(reader, Math.max(...indexes))
  const checkpoint = highest ?? (await selectNewestCheckpoints(reader, 1))[0]
  if (checkpoint === undefined) return null
  const key = (await logKeys(reader)).find(({ keyId }) => keyId === checkpoint.keyId)
  if (key === undefined) throw new Error(`the key ${checkpoint.keyId} is not listed`)
  const cosignatures = await selectCosignatures(reader, checkpoint)
  const witnessKeys = cosignatures.map(({ witnessKey }) => witnessKey)
  return {
    checkpoint,
    ...{ note: checkpointNote(checkpoint, cosignatures), key: writeVerifierKey(key.key) },
    witnessKeys,
  }
}

/** The hashes of a proof, with the tiles they stand in read at once. */
export async function proofFrom(reader: Reader, plan: ProofPlan): Promise<Uint8Array[]> {
  return (await proofsFrom(reader, [plan]))[0] ?? []
}

/** The same of many proofs. */
async function proofsFrom(reader: Reader, plans: readonly ProofPlan[]): Promise<Uint8Array[][]> {
  const wanted = new Map(
    plans.flat(2).map((subtree) => {
      const { level, number } = placeInTile(subtree)
      return [`${level} ${number}`, { level, number }]
    }),
  )
  const found = await selectTiles(reader, [...wanted.values()])
  const tiles = new Map(found.map((tile) => [`${tile.level} ${tile.number}`, tile]))
  return plans.map((plan) =>
    proofOf(sha256, plan, (subtree) => {
      const place = placeInTile(subtree)
      const tile = tiles.get(`${place.level} ${place.number}`)
      if (tile === undefined) throw new Error(`tile ${place.number} of ${place.level} is missing`)
      return rootInTile(sha256, tile.hashes, place)
    }),
  )
}

/** The name in a witness's key as it was configured. */
export function witnessName(witnessKey: string): string {
  return parseVerifierKey(witnessKey)?.name ?? witnessKey
}
