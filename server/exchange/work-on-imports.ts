import { AppError } from '../../shared/errors.ts'
import { holdsRoles } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import { type Transaction, transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { applyBatch } from './apply-import.ts'
import { checkBatch } from './check-import.ts'
import { type ImportRecord, lockImport, lockNextImport, updateImport } from './imports.queries.ts'
import { undoAll } from './undo-import.ts'

type WorkDependencies = Pick<Dependencies, 'db' | 'clock' | 'newId' | 'config'>

/** After so many failures in a row an import is given up. */
const mostAttempts = 3

/** What whoever imports may not do any more, since it was checked: no failure of the program. */
const refusals: readonly string[] = [
  'cooperative_not_admitted',
  'cooperative_suspended',
  'licence_not_valid',
]

/**
 * Works a batch on the import that waited longest; returns whether there may be more to do. What a
 * batch does and that it was done are one transaction: a server that dies leaves nothing half
 * done, and any other goes on from there, each row exactly once.
 */
export async function workOnImports(deps: WorkDependencies): Promise<boolean> {
  let under: ImportRecord | undefined
  try {
    return await transaction(deps.db, async (tx) => {
      under = await lockNextImport(tx)
      if (under === undefined) return false
      await workOnce(tx, deps, under)
      return true
    })
  } catch (error) {
    if (under === undefined) throw error
    const isRefused = error instanceof AppError && refusals.includes(error.code)
    await noteFailure(deps, { id: under.id, isRefused })
    if (isRefused) return true
    throw error
  }
}

async function workOnce(
  tx: Transaction,
  deps: WorkDependencies,
  record: ImportRecord,
): Promise<void> {
  const context = contextOf(deps, record)
  // Who has lost the role since, or the membership, does nothing more by an import (§11.4).
  if (!(await holdsRoles(tx, context.actor))) {
    await updateImport(tx, record.id, failedFor(record, 'not_allowed_any_more'))
    return
  }
  const change = await stepOf(tx, context, record, deps)
  await updateImport(tx, record.id, { ...change, attempts: 0, workedAt: context.now })
}

function stepOf(
  tx: Transaction,
  context: Context,
  record: ImportRecord,
  { config }: WorkDependencies,
): Promise<Partial<ImportRecord>> {
  if (record.state === 'checking') return checkBatch(tx, context, record)
  if (record.state === 'applying') return applyBatch(tx, context, record, config)
  return undoAll(tx, context, record)
}

/** The act of whoever requested it, whenever it is done. */
function contextOf({ clock, newId }: WorkDependencies, record: ImportRecord): Context {
  return { actor: record.actor, requestId: `import-${record.id}`, now: clock(), newId }
}

async function noteFailure(
  { db, clock }: WorkDependencies,
  { id, isRefused }: { id: string; isRefused: boolean },
): Promise<void> {
  await transaction(db, async (tx) => {
    const record = await lockImport(tx, id)
    if (record === undefined) return
    const attempts = record.attempts + 1
    const isOver = isRefused || attempts >= mostAttempts
    await updateImport(tx, id, {
      attempts,
      workedAt: clock(),
      ...(isOver && failedFor(record, isRefused ? 'not_allowed_any_more' : 'internal_error')),
    })
  })
}

function failedFor(
  { state }: ImportRecord,
  failure: 'not_allowed_any_more' | 'internal_error',
): Partial<ImportRecord> {
  const failedIn = state === 'checking' || state === 'undoing' ? state : 'applying'
  return { state: 'failed', failure, failedIn }
}
