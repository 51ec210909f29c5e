import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import {
  changeRows,
  countOutcomes,
  type ImportRecord,
  selectPending,
  selectSubjects,
} from './imports.queries.ts'
import { kindOf } from './kinds/index.ts'
import type { ImportSettings } from './kinds/kind.ts'

const usualBatch = 500

/** Does the next rows, and writes with them that they are done. */
export async function applyBatch(
  tx: Transaction,
  context: Context,
  record: ImportRecord,
  settings: ImportSettings,
): Promise<Partial<ImportRecord>> {
  const kind = kindOf(record.kind)
  const rows = await selectPending(tx, record.id, kind.rowsAtOnce ?? usualBatch)
  if (rows.length === 0) return finish(tx, context, record)
  const needed = rows.flatMap(({ dependsOn }) => dependsOn ?? [])
  const made = needed.length === 0 ? [] : await selectSubjects(tx, record.id, needed)
  const idOf = new Map(made.map(({ number, subjectId }) => [number, subjectId]))
  const ready = rows.filter(({ dependsOn }) => dependsOn === null || idOf.has(dependsOn))
  const isReady = new Set(ready)
  const unready = rows.filter((row) => !isReady.has(row))
  const notesOf = new Map(rows.map(({ number, notes }) => [number, notes]))
  const planOf = new Map(ready.map(({ number, plan }) => [number, plan]))
  const outcomes = await kind.apply(tx, context, {
    settings,
    document: documentOf(record),
    rows: ready.map(({ number, outcome, plan, dependsOn }) => ({
      number,
      outcome: outcome === 'change' ? 'change' : 'create',
      plan,
      dependsOnId: dependsOn === null ? null : (idOf.get(dependsOn) ?? null),
    })),
  })
  const done = outcomes.flatMap((result) => ('faults' in result ? [] : [result]))
  const isPlanned = done.every(({ number, plan }) => plan === planOf.get(number))
  await changeRows(
    tx,
    record.id,
    done.map(({ number, plan, subject, notes = [] }) => ({
      ...{ number, isApplied: true, ...(!isPlanned && { plan }) },
      ...{ subjectType: subject.type, subjectId: subject.id },
      notes: [...(notesOf.get(number) ?? []), ...notes],
    })),
  )
  const refused = outcomes.flatMap((result) => ('faults' in result ? [result] : []))
  await changeRows(tx, record.id, [
    ...refused.map(({ number, faults }) => ({ number, outcome: 'fault' as const, faults })),
    ...unready.map(({ number, dependsOn }) => ({
      ...{ number, outcome: 'fault' as const },
      faults: [{ field: null, code: 'row_not_ready' as const, values: { row: dependsOn ?? 0 } }],
    })),
  ])
  return { done: record.done + rows.length }
}

function documentOf({ documentName: name, documentFileId: fileId }: ImportRecord) {
  return name === null || fileId === null ? null : { name, fileId }
}

async function finish(
  tx: Transaction,
  context: Context,
  record: ImportRecord,
): Promise<Partial<ImportRecord>> {
  const counts = await countOutcomes(tx, record.id)
  await recordAudit(tx, context, {
    action: 'exchange.apply-import',
    subjectType: 'import',
    subjectId: record.id,
    after: { kind: record.kind, fileName: record.fileName, counts },
  })
  return { state: 'applied', appliedAt: context.now, counts }
}
