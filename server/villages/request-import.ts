import { desc, eq, isNull, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { fieldError } from '../../shared/errors.ts'
import type { divisionImport } from '../../shared/villages/villages.schemas.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, systemActor } from '../platform/context.ts'
import { execute } from '../platform/db/rows.ts'
import { type Reader, type Transaction, transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import type { Job, Jobs } from '../platform/jobs/jobs.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { sourceSize } from './division-source.ts'
import { type ImportProgress, importDivisions } from './import-divisions.ts'
import { divisionImports } from './villages.tables.ts'

const requested = 'villages.import-requested'
const jobName = 'villages.import-divisions'

/** The newest import, under way or finished; null where there was none. */
export async function newestImport(reader: Reader): Promise<z.input<typeof divisionImport> | null> {
  const [row] = await reader
    .select()
    .from(divisionImports)
    .orderBy(desc(divisionImports.requestedAt), desc(divisionImports.id))
    .limit(1)
  if (row === undefined) return null
  const { requestedBy: _, requestedAt, finishedAt, ...rest } = row
  return {
    ...rest,
    requestedAt: requestedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  }
}

/**
 * Has the national table imported in the background, the nation or some areas of it. Where an
 * import is under way already, it is that one. An area that the table does not have is refused.
 */
export async function requestImport(
  tx: Transaction,
  context: Context,
  { onlyCodes }: { onlyCodes: readonly string[] | null },
): Promise<void> {
  const unknown = onlyCodes?.findIndex((code) => sourceSize([code]) <= aboveOnly(code)) ?? -1
  if (unknown >= 0)
    throw fieldError(['onlyCodes'], 'unknown_division', { code: onlyCodes?.[unknown] ?? '' })
  const [row] = await tx
    .insert(divisionImports)
    .values({
      id: context.newId(),
      onlyCodes: onlyCodes && [...onlyCodes],
      requestedBy: context.actor.personId,
      requestedAt: context.now,
    })
    .onConflictDoNothing()
    .returning()
  if (row === undefined) return
  const subject = { subjectType: 'division_import', subjectId: row.id }
  await recordAudit(tx, context, {
    action: 'villages.start-import',
    ...subject,
    after: { onlyCodes },
  })
  await publishEvent(tx, context, { topic: requested, ...subject })
}

/** How many nodes the table gives for an area whose own code it does not know: those above it. */
function aboveOnly(code: string): number {
  const levels = [2, 4, 6, 9, 12].filter((digits) => digits < code.length)
  return levels.length
}

/** Ends what was under way in a database that was brought back without its queues. */
export async function giveUpImports(tx: Transaction, now: Date): Promise<void> {
  const isOpen = isNull(divisionImports.finishedAt)
  await tx.update(divisionImports).set({ finishedAt: now, hasFailed: true }).where(isOpen)
}

/** Hands what was requested to the queue, once and after the commit. */
export function divisionImportListeners(jobs: Pick<Jobs, 'enqueue'>): Listener[] {
  return [
    {
      topic: requested,
      handle: async (tx, _context, events) => {
        for (const { subjectId } of events) await jobs.enqueue(tx, jobName, { id: subjectId })
      },
    },
  ]
}

/** The job that imports what was requested. */
export function divisionImportJobs(
  deps: Pick<Dependencies, 'db' | 'clock' | 'newId'>,
): Job<never>[] {
  const job: Job<{ id: string }> = {
    name: jobName,
    longestMinutes: 15,
    retryLimit: 2,
    run: ({ id }) => runImport(deps, id),
  }
  return [job]
}

/**
 * Imports and writes down how far it has come, on another connection than the import's. One that
 * was cut off with its server begins again; one that fails says so, and may be asked for anew.
 */
export async function runImport(
  { db, clock, newId }: Pick<Dependencies, 'db' | 'clock' | 'newId'>,
  id: string,
): Promise<void> {
  const own = eq(divisionImports.id, id)
  const [row] = await db.select().from(divisionImports).where(own)
  if (row === undefined || row.finishedAt !== null) return
  const only = row.onlyCodes ?? undefined
  await db
    .update(divisionImports)
    .set({ total: sourceSize(only) })
    .where(own)
  let noted = Promise.resolve()
  const onProgress = (progress: ImportProgress) => {
    const note = () => db.update(divisionImports).set(progress).where(own)
    noted = noted.then(async () => void (await note())).catch(() => {})
  }
  const context = { actor: systemActor, requestId: jobName, now: clock(), newId }
  try {
    const outcome = await transaction(db, async (tx) => {
      // The nation takes longer than any request is allowed to.
      await execute(tx, sql`set local statement_timeout = 0`)
      return importDivisions(tx, context, { only, onProgress })
    })
    await noted
    const { read, added, changed, abolished } = outcome
    await db
      .update(divisionImports)
      .set({ read, stored: read, added, changed, abolished, finishedAt: clock() })
      .where(own)
  } catch (error) {
    await noted
    await db.update(divisionImports).set({ finishedAt: clock(), hasFailed: true }).where(own)
    throw error
  }
}
