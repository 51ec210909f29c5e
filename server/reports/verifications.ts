import { and, desc, eq, isNull } from 'drizzle-orm'
import type { z } from 'zod'
import type { verification } from '../../shared/reports/reports.schemas.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Database, Reader, Transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import type { Job, Jobs } from '../platform/jobs/jobs.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { type VerificationRow, verifications } from './reports.tables.ts'
import { verifyRecords } from './verify-records.ts'

type Verification = z.input<typeof verification>

const requested = 'reports.verification-requested'
const jobName = 'reports.verify'

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
  if (row === undefined) return openVerification(tx, scope)
  const subject = { subjectType: 'verification', subjectId: row.id }
  await recordAudit(tx, context, {
    action: 'reports.start-verification',
    ...subject,
    after: { scope },
  })
  await publishEvent(tx, context, { topic: requested, ...subject })
  return viewOf(row)
}

async function openVerification(tx: Transaction, scope: string): Promise<Verification> {
  const [open] = await tx
    .select()
    .from(verifications)
    .where(and(eq(verifications.scope, scope), isNull(verifications.finishedAt)))
  if (open === undefined) throw new Error('a verification ended while it was asked for')
  return viewOf(open)
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
  const nightly: Job = {
    name: 'reports.verify-nightly',
    cron: '40 2 * * *',
    longestMinutes: 120,
    run: async () => {
      const [row] = await deps.db
        .insert(verifications)
        .values({ id: deps.newId(), scope: '', requestedAt: deps.clock() })
        .onConflictDoNothing()
        .returning()
      if (row !== undefined) await runVerification(deps, row.id)
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

function viewOf(row: VerificationRow): Verification {
  const { requestedAt, finishedAt, ...rest } = row
  return {
    ...rest,
    requestedAt: requestedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  }
}
