import assert from 'node:assert/strict'
import { fromBase64 } from '../../shared/transparency/base64.ts'
import {
  signatureTypes,
  type VerifierKey,
  writeCheckpoint,
  writeNote,
} from '../../shared/transparency/signed-note.ts'
import { type Reader, type Transaction, transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { appendEntries, treeEdge } from './append-entries.ts'
import {
  type CheckpointRow,
  type CosignatureRow,
  insertCheckpoint,
  type SigningKeyRow,
  selectKeys,
  selectNewestCheckpoints,
} from './checkpoints.queries.ts'
import { lockLog, logOrigin, logSize } from './log-entries.queries.ts'
import { loadPrivateKey, signNote, verifierKey } from './signing-key.ts'

/** What the upkeep of the log works with. */
export type LogDependencies = Pick<Dependencies, 'config' | 'db' | 'clock' | 'newId'>

/**
 * Signs the log's head and publishes it; false where nothing is new, or where the key lies on
 * another server and not here.
 */
export async function publishCheckpoint(tx: Transaction, deps: LogDependencies): Promise<boolean> {
  const origin = await lockLog(tx)
  if (origin === undefined) return false
  const row = (await selectKeys(tx)).find(({ retiredAt }) => retiredAt === null)
  const size = await logSize(tx)
  const [newest] = await selectNewestCheckpoints(tx, 1)
  if (row === undefined || (newest?.size === size && newest.keyId === row.keyId)) return false
  const privateKey = loadPrivateKey(deps.config, row.keyId)
  if (privateKey === undefined) return false
  const body = writeCheckpoint({ origin, size, root: (await treeEdge(tx, size)).root() })
  const signatureLine = signNote(privateKey, logKey(origin, row), body)
  const publishedAt = deps.clock()
  await insertCheckpoint(tx, { size, keyId: row.keyId, publishedAt, body, signatureLine })
  return true
}

/**
 * Brings every posted entry into the log and publishes its head at once: for the close of a
 * period, after its commit. True where a new head was published.
 */
export async function publishLog(deps: LogDependencies): Promise<boolean> {
  while (await appendEntries(deps.db, { withSm3: deps.config.logSm3 })) {
    // The next ones.
  }
  return transaction(deps.db, (tx) => publishCheckpoint(tx, deps))
}

/** A key of the log as it is written for who verifies. */
export function logKey(origin: string, row: SigningKeyRow): VerifierKey {
  const publicKey = fromBase64(row.publicKey)
  assert(publicKey !== undefined, 'a stored key is base64')
  return verifierKey(origin, signatureTypes.note, publicKey)
}

/** A checkpoint as it goes out, with all its signatures. */
export function checkpointNote(
  row: CheckpointRow,
  cosignatures: readonly Pick<CosignatureRow, 'signatureLine'>[],
): string {
  const lines = cosignatures.map(({ signatureLine }) => signatureLine)
  return writeNote(row.body, [row.signatureLine, ...lines])
}

/** Every key of the log, the current one last. */
export async function logKeys(reader: Reader): Promise<(SigningKeyRow & { key: VerifierKey })[]> {
  const origin = await logOrigin(reader)
  if (origin === undefined) return []
  return (await selectKeys(reader)).map((row) => ({ ...row, key: logKey(origin, row) }))
}
