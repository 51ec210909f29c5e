import assert from 'node:assert/strict'
import { desc, eq, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import type { verification } from '../../shared/reports/verification.schemas.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, systemActor } from '../platform/context.ts'
import {
  type Database,
  type Reader,
  type Transaction,
  transaction,
} from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import type { Job, Jobs } from '../platform/jobs/jobs.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { type VerificationRow, verifications } from './reports.tables.ts'
import { verifyRecords } from './verify-records.ts'

type Verification = z.input<typeof verification>

const requested = 'reports.verification-requested'
const jobName = 'reports.verify'
const nightlyName = 'reports.verify-nightly'

/** The newest verification of a place, under way or finished; null where there was none. */
export async function newestVerification(
  reader: Reader,
  scope: string,
): Promise<Verification | null> {
  const [row] = await reader
    .select()
    .from(verifications)
    .where(eq(verifications.scope, scope))
    .orderBy(desc(verifications.requestedAt), desc(verifications.id))
    .limit(1)
  return row === undefined ? null : viewOf(row)
}

/**
 * Has the ledger of a place recomputed in the background. Where that is under way already, it is
 * that one, so that nobody can start a thousand.
 */
export async function requestVerification(
  tx: Transaction,
  context: Context,
  scope: string,
): Promise<Verification> {
  const [row] = await tx
    .insert(verifications)
    .values({
      id: context.newId(),
      scope,
      requestedAt: context.now,
    })
    .onConflictDoNothing()
    .returning()
  if (row === undefined) {
    // Under way, or ended in this very moment: then it is as new as one that begins now.
    const newest = await newestVerification(tx, scope)
    assert(newest !== null, 'what stood in the way is there')
    return newest
  }
  const subject = { subjectType: 'verification', subjectId: row.id }
  await recordAudit(tx, context, {
    action: 'reports.start-verification',
    ...subject,
    after: { scope },
  })
  await publishEvent(tx, context, { topic: requested, ...subject })
  return viewOf(row)
}

/** Hands what was requested to the queue, once and after the commit. */
export function verificationListeners(jobs: Pick<Jobs, 'enqueue'>): Listener[] {
  return [
    {
      topic: requested,
      handle: async (tx, _context, events) => {
        for (const { subjectId } of events) await jobs.enqueue(tx, jobName, { id: subjectId })
      },
    },
  ]
}

/** The job that verifies what was requested, and the one that verifies the nation each night. */
export function verificationJobs(deps: Pick<Dependencies, 'db' | 'clock' | 'newId'>): Job<never>[] {
  const verify: Job<{ id: string }> = {
    name: jobName,
    longestMinutes: 120,
    run: ({ id }) => runVerification(deps, id),
  }
  // The queue starts an interrupted verification again, so this only requests one.
  const nightly: Job = {
    name: nightlyName,
    cron: '40 2 * * *',
    run: async () => {
      const { db, clock, newId } = deps
      const context = { actor: systemActor, requestId: nightlyName, now: clock(), newId }
      await transaction(db, (tx) => requestVerification(tx, context, ''))
    },
  }
  return [verify, nightly]
}

/**
 * Verifies and writes down how far it has come after each county. One that was cut off with its
 * server begins again; one that fails says so, and may be asked for anew.
 */
export async function runVerification(
  { db, clock }: { db: Database; clock: Dependencies['clock'] },
  id: string,
): Promise<void> {
  const own = eq(verifications.id, id)
  const [row] = await db.select().from(verifications).where(own)
  if (row === undefined || row.finishedAt !== null) return
  try {
    const result = await verifyRecords(db, row.scope, async ({ verified, countiesTotal }) => {
      const { counties, entries, lines } = verified
      await db.update(verifications).set({ counties, entries, lines, countiesTotal }).where(own)
    })
    await db
      .update(verifications)
      .set({ ...result, finishedAt: clock() })
      .where(own)
  } catch (error) {
    await db.update(verifications).set({ finishedAt: clock(), hasFailed: true }).where(own)
    throw error
  }
}

/** Ends what was under way in a database that was brought back without its queues. */
export async function giveUpVerifications(tx: Transaction, now: Date): Promise<void> {
  const isOpen = isNull(verifications.finishedAt)
  await tx.update(verifications).set({ finishedAt: now, hasFailed: true }).where(isOpen)
}

function viewOf(row: VerificationRow): Verification {
  const { requestedAt, finishedAt, ...rest } = row
  return {
    ...rest,
    requestedAt: requestedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  }
}
