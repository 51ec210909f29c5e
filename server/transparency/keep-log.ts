import assert from 'node:assert/strict'
import { toBase64 } from '../../shared/transparency/base64.ts'
import type { VerifierKey } from '../../shared/transparency/signed-note.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, systemActor } from '../platform/context.ts'
import { type Transaction, transaction } from '../platform/db/transaction.ts'
import { appendEntries } from './append-entries.ts'
import { insertKey, insertLog, retireKey, selectNewestCheckpoints } from './checkpoints.queries.ts'
import { lockLog, logOrigin, logSize } from './log-entries.queries.ts'
import { type LogDependencies, publishCheckpoint } from './publish-checkpoint.ts'
import { makeSigningKey } from './signing-key.ts'

/**
 * One turn of the log's upkeep: some entries, and the head when it is due; true where more entries
 * are left.
 */
export async function keepLog(deps: LogDependencies): Promise<boolean> {
  await startLog(deps)
  const isMore = await appendEntries(deps.db, { withSm3: deps.config.logSm3 })
  const overdue = await overdueBy(deps, { isMore })
  if (overdue < 0) return isMore
  const isPublished = await transaction(deps.db, (tx) => publishCheckpoint(tx, deps))
  if (!isPublished && overdue > deps.config.checkpointMinutes * 60_000)
    throw new Error('no running server has the file of the log’s key: cunji rotate log-key')
  return isMore
}

/** For how many milliseconds a new head has been due; below zero where none is. */
async function overdueBy(
  { db, clock, config }: LogDependencies,
  { isMore }: { isMore: boolean },
): Promise<number> {
  const [newest] = await selectNewestCheckpoints(db, 1)
  if (newest === undefined) return 0
  // The head of the empty tree proves nothing: the first entries need not wait for the hour.
  if (newest.size === 0 && !isMore) return 0
  const age = clock().getTime() - newest.publishedAt.getTime()
  const overdue = age - config.checkpointMinutes * 60_000
  return overdue >= 0 && newest.size < (await logSize(db)) ? overdue : -1
}

/** The act of the program itself on the log. */
function contextOf({ clock, newId }: LogDependencies): Context {
  return { actor: systemActor, requestId: 'transparency', now: clock(), newId }
}

/**
 * Begins the log, with its key and the checkpoint of the empty tree; once, however many servers
 * start together.
 */
export async function startLog(deps: LogDependencies): Promise<void> {
  if ((await logOrigin(deps.db)) !== undefined) return
  const context = contextOf(deps)
  const origin = deps.config.logOrigin
  await transaction(deps.db, async (tx) => {
    if (!(await insertLog(tx, { origin, startedAt: context.now }))) return
    const key = await addKey(tx, deps, { origin, at: context.now })
    await recordAudit(tx, context, {
      action: 'transparency.start-log',
      subjectType: 'log',
      subjectId: origin,
      after: { keyId: key.keyId },
    })
    await publishCheckpoint(tx, deps)
  })
}

/**
 * Gives the log another key, from now on; checkpoints that the old one signed stay valid, and it
 * stays listed with its dates. The head is signed anew at once.
 */
export async function rotateKey(deps: LogDependencies): Promise<VerifierKey> {
  await startLog(deps)
  const context = contextOf(deps)
  return transaction(deps.db, async (tx) => {
    const origin = await lockLog(tx)
    assert(origin !== undefined, 'the log has begun')
    const retired = await retireKey(tx, context.now)
    const key = await addKey(tx, deps, { origin, at: context.now })
    await recordAudit(tx, context, {
      action: 'transparency.rotate-key',
      subjectType: 'log',
      subjectId: origin,
      before: { keyId: retired },
      after: { keyId: key.keyId },
    })
    await publishCheckpoint(tx, deps)
    return key
  })
}

async function addKey(
  tx: Transaction,
  { config }: LogDependencies,
  { origin, at }: { origin: string; at: Date },
): Promise<VerifierKey> {
  const key = makeSigningKey(config, origin)
  const { keyId, publicKey } = key
  await insertKey(tx, { keyId, publicKey: toBase64(publicKey), validFrom: at })
  return key
}
