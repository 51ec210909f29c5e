import type { Reply } from '../../shared/endpoint.ts'
import { toBase64 } from '../../shared/transparency/base64.ts'
import { parseCheckpoint, writeVerifierKey } from '../../shared/transparency/signed-note.ts'
import type { readLog } from '../../shared/transparency/transparency.api.ts'
import type { Config } from '../config.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  type CheckpointRow,
  selectCosignatures,
  selectCosigned,
  selectNewestCheckpoints,
} from './checkpoints.queries.ts'
import { witnessName } from './entry-proof.ts'
import { logOrigin, logSize, selectUnlogged } from './log-entries.queries.ts'
import { checkpointNote, logKeys } from './publish-checkpoint.ts'

/** Where checkpoint and tiles are served. */
export const logPath = '/log'

/** As many counties as there may ever be. */
const everyCounty = 100_000

/** What anybody may see of the log; null before its first start. */
export async function logViewOf(
  reader: Reader,
  config: Pick<Config, 'publicUrl' | 'logWitnesses'>,
): Promise<Reply<typeof readLog>> {
  const origin = await logOrigin(reader)
  const newest = await selectNewestCheckpoints(reader, 24)
  const [head] = newest
  if (origin === undefined || head === undefined) return { log: null }
  const unlogged = await selectUnlogged(reader, everyCounty)
  const waiting = unlogged.reduce((sum, { entries }) => sum + entries, 0)
  return {
    log: {
      origin,
      address: `${config.publicUrl}${logPath}`,
      checkpoint: checkpointNote(head, await selectCosignatures(reader, head)),
      checkpoints: newest.map(checkpointViewOf),
      waiting: waiting + (await logSize(reader)) - head.size,
      keys: (await logKeys(reader)).map(({ keyId, validFrom, retiredAt, key }) => ({
        keyId,
        verifierKey: writeVerifierKey(key),
        validFrom: validFrom.toISOString(),
        retiredAt: retiredAt?.toISOString() ?? null,
      })),
      witnesses: await witnessesOf(reader, config),
    },
  }
}

function checkpointViewOf(row: CheckpointRow) {
  const root = parseCheckpoint(row.body)?.root ?? new Uint8Array()
  const { size, keyId, publishedAt } = row
  return { size, keyId, publishedAt: publishedAt.toISOString(), root: toBase64(root) }
}

/** Those that are asked, and those that once signed. */
async function witnessesOf(reader: Reader, { logWitnesses }: Pick<Config, 'logWitnesses'>) {
  const cosigned = await selectCosigned(reader)
  const keys = new Set([
    ...logWitnesses.map(({ key }) => key),
    ...cosigned.map(({ witnessKey }) => witnessKey),
  ])
  return [...keys].map((verifierKey) => {
    const last = cosigned.find(({ witnessKey }) => witnessKey === verifierKey)
    return {
      name: witnessName(verifierKey),
      verifierKey,
      size: last?.size ?? null,
      signedAt: last?.signedAt.toISOString() ?? null,
    }
  })
}
