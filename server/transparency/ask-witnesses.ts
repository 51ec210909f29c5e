import { toBase64 } from '../../shared/transparency/base64.ts'
import { consistencyPlan } from '../../shared/transparency/merkle.ts'
import { parseSignature, parseVerifierKey } from '../../shared/transparency/signed-note.ts'
import type { Config } from '../config.ts'
import { transaction } from '../platform/db/transaction.ts'
import {
  type CheckpointRow,
  insertCosignature,
  selectCosignatures,
  selectCosigned,
  selectNewestCheckpoints,
} from './checkpoints.queries.ts'
import { proofFrom } from './entry-proof.ts'
import { checkpointNote, type LogDependencies } from './publish-checkpoint.ts'
import { cosignedAt } from './signing-key.ts'

type Witness = Config['logWitnesses'][number]

const longestWaitMs = 10_000

/**
 * Asks each witness that has not signed the newest head to do so (C2SP tlog-witness), outside of
 * any transaction. One that fails is reported, the others are asked all the same, and it is asked
 * again the next time.
 */
export async function askWitnesses(
  deps: LogDependencies,
  onError: (error: unknown) => void,
): Promise<void> {
  const { logWitnesses } = deps.config
  if (logWitnesses.length === 0) return
  const [head] = await selectNewestCheckpoints(deps.db, 1)
  if (head === undefined) return
  const signed = await selectCosignatures(deps.db, head)
  const cosigned = await selectCosigned(deps.db)
  for (const witness of logWitnesses) {
    if (signed.some(({ witnessKey }) => witnessKey === witness.key)) continue
    const last = cosigned.find(({ witnessKey }) => witnessKey === witness.key)
    await askWitness(deps, witness, { head, seen: last?.size ?? 0 }).catch(onError)
  }
}

async function askWitness(
  deps: LogDependencies,
  witness: Witness,
  { head, seen }: { head: CheckpointRow; seen: number },
): Promise<void> {
  let answer = await send(deps, witness, { head, seen })
  if (answer.status === 409) {
    const size = Number(answer.text.trim())
    if (!Number.isSafeInteger(size) || size > head.size) {
      throw new Error(
        `witness ${witness.url} has seen ${answer.text.trim()} entries and the log has ` +
          `${head.size}: was the database set back?`,
      )
    }
    answer = await send(deps, witness, { head, seen: size })
  }
  if (answer.status !== 200) throw new Error(`witness ${witness.url} answered ${answer.status}`)
  const key = parseVerifierKey(witness.key)
  for (const line of answer.text.split('\n')) {
    const signature = parseSignature(line)
    const signedAt = key && signature && cosignedAt(key, head.body, signature)
    if (signedAt === undefined) continue
    const { size, keyId } = head
    const cosignature = { size, keyId, witnessKey: witness.key, signedAt }
    await transaction(deps.db, (tx) =>
      insertCosignature(tx, { ...cosignature, signatureLine: `${line}\n` }),
    )
    return
  }
  throw new Error(`witness ${witness.url} answered no signature of its key`)
}

async function send(
  { db }: LogDependencies,
  { url }: Witness,
  { head, seen }: { head: CheckpointRow; seen: number },
): Promise<{ status: number; text: string }> {
  const old = Math.min(seen, head.size)
  const proof = await proofFrom(db, consistencyPlan(old, head.size))
  const lines = proof.map((hash) => `${toBase64(hash)}\n`).join('')
  const response = await fetch(`${url}/add-checkpoint`, {
    method: 'POST',
    body: `old ${old}\n${lines}\n${checkpointNote(head, [])}`,
    redirect: 'error',
    signal: AbortSignal.timeout(longestWaitMs),
  })
  return { status: response.status, text: await response.text() }
}
