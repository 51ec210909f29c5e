import { canonicalEntry, type HashedEntry } from '../../shared/attribution/ledger-hash.ts'
import { AppError } from '../../shared/errors.ts'
import { toBase64 } from '../../shared/transparency/base64.ts'
import { inclusionPlan, type ProofPlan, proofOf } from '../../shared/transparency/merkle.ts'
import { parseVerifierKey, writeVerifierKey } from '../../shared/transparency/signed-note.ts'
import { placeInTile, rootInTile } from '../../shared/transparency/tiles.ts'
import type { EntryProof } from '../../shared/transparency/transparency.schemas.ts'
import type { Config } from '../config.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { findCheckpointOf, selectCosignatures } from './checkpoints.queries.ts'
import { leafOf, logTextOf, sha256, sm3Hex } from './hashing.ts'
import { findRun } from './log-entries.queries.ts'
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
  { logSm3 }: Pick<Config, 'logSm3'>,
  entry: ChainedEntry,
): Promise<EntryProof> {
  const run = await findRun(reader, entry)
  if (run === undefined) throw new AppError('not_in_log_yet')
  const index = run.firstIndex + entry.number - run.firstNumber
  const checkpoint = await findCheckpointOf(reader, index)
  if (checkpoint === undefined) throw new AppError('not_in_log_yet')
  const key = (await logKeys(reader)).find(({ keyId }) => keyId === checkpoint.keyId)
  if (key === undefined) throw new Error(`the key ${checkpoint.keyId} is not listed`)
  const cosignatures = await selectCosignatures(reader, checkpoint)
  const text = canonicalEntry(entry, entry.previousHash)
  const { countyCode, number, previousHash, hash } = entry
  const inclusion = await proofFrom(reader, inclusionPlan(index, checkpoint.size))
  const leaf = logTextOf({ ...entry, content: run.hasSm3 ? entry : null })
  return {
    format: 'cunji-proof-1',
    kind: 'entry',
    text,
    chain: { countyCode, number, previousHash, hash },
    leaf,
    leafHash: toBase64(leafOf(leaf)),
    index,
    inclusion: inclusion.map(toBase64),
    checkpoint: checkpointNote(checkpoint, cosignatures),
    key: writeVerifierKey(key.key),
    witnessKeys: cosignatures.map(({ witnessKey }) => witnessKey),
    sm3: logSm3 ? { text: sm3Hex(text), checkpoint: sm3Hex(checkpoint.body) } : null,
  }
}

/** The hashes of a proof, with the tiles they stand in read at once. */
export async function proofFrom(reader: Reader, plan: ProofPlan): Promise<Uint8Array[]> {
  const wanted = new Map(
    plan.flat().map((subtree) => {
      const { level, number } = placeInTile(subtree)
      return [`${level} ${number}`, { level, number }]
    }),
  )
  const tiles = await selectTiles(reader, [...wanted.values()])
  return proofOf(sha256, plan, (subtree) => {
    const place = placeInTile(subtree)
    const tile = tiles.find(({ level, number }) => level === place.level && number === place.number)
    if (tile === undefined) throw new Error(`tile ${place.number} of ${place.level} is missing`)
    return rootInTile(sha256, tile.hashes, place)
  })
}

/** The name in a witness's key as it was configured. */
export function witnessName(witnessKey: string): string {
  return parseVerifierKey(witnessKey)?.name ?? witnessKey
}
