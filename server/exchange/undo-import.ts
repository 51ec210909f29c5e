import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { changeRows, type ImportRecord, selectApplied } from './imports.queries.ts'
import { kindOf } from './kinds/index.ts'

/**
 * Takes back all that an import did, in one transaction: where anything hangs on a row's record,
 * or was changed since, nothing is taken back, and the rows say what it is.
 */
export async function undoAll(
  tx: Transaction,
  context: Context,
  record: ImportRecord,
): Promise<Partial<ImportRecord>> {
  const kind = kindOf(record.kind)
  const applied = await selectApplied(tx, record.id)
  const rows = applied.flatMap(({ number, outcome, plan, subjectId }) =>
    subjectId === null
      ? []
      : [
          {
            number,
            plan,
            subjectId,
            outcome: outcome === 'change' ? outcome : ('create' as const),
          },
        ],
  )
  const hinders = rows.length === 0 ? new Map() : await kind.hinders(tx, rows, context)
  await changeRows(
    tx,
    record.id,
    rows.map(({ number }) => ({ number, faults: hinders.get(number) ?? [] })),
  )
  // One that was applied in part only stays what it was, to be resumed.
  const before =
    record.appliedAt === null
      ? { state: 'failed' as const, failedIn: 'applying' as const, done: rows.length }
      : { state: 'applied' as const }
  if (hinders.size > 0) return { ...before, failure: 'something_hangs_on_it' }
  await changeRows(
    tx,
    record.id,
    rows.map(({ number }) => ({ number, isApplied: false })),
  )
  await recordAudit(tx, context, {
    action: 'exchange.undo-import',
    subjectType: 'import',
    subjectId: record.id,
    after: { kind: record.kind, rows: rows.length },
  })
  // Comes last: others may wait for what it locks.
  if (rows.length > 0) await kind.undo(tx, context, rows)
  return { state: 'undone', undoneAt: context.now, failure: null }
}
