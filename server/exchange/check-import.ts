import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import {
  changeRows,
  countOutcomes,
  type ImportRecord,
  selectDependencies,
  selectDuplicates,
  selectPlans,
  selectUnchecked,
} from './imports.queries.ts'
import { kindOf } from './kinds/index.ts'
import type { AnyKind, Decision } from './kinds/kind.ts'
import { wasApplied } from './old-imports.queries.ts'
import { type ReadRow, readRows, understoodOf } from './read-rows.ts'

const batch = 1_000

/** Says of the next rows what they would do; after the last of them, what they mean together. */
export async function checkBatch(
  tx: Transaction,
  context: Context,
  record: ImportRecord,
): Promise<Partial<ImportRecord>> {
  const kind = kindOf(record.kind)
  const column = record.fields.indexOf(kind.togetherBy ?? null)
  const rows = await selectUnchecked(tx, {
    importId: record.id,
    limit: kind.checkedAtOnce ?? batch,
    column,
  })
  if (rows.length === 0) return finish(tx, record)
  const read = await readRows(tx, context, { record, kind, rows })
  const whole = read.filter(({ outcome }) => outcome === null)
  const isRepeat = kind.knowsRepeats === true && (await wasApplied(tx, record))
  const decisions = await kind.check({
    ...{ reader: tx, context, rows: whole, choices: record.choices, isRepeat },
    faulty: read.filter(({ outcome }) => outcome === 'fault'),
  })
  const byNumber = new Map(whole.map((row, at) => [row.number, decisions[at]]))
  await changeRows(
    tx,
    record.id,
    read.map((row) => changeOf(kind, row, byNumber.get(row.number))),
  )
  return { done: record.done + rows.length }
}

function changeOf(kind: AnyKind, row: ReadRow, decision: Decision<unknown> | undefined) {
  const { number, faults, outcome } = row
  return {
    number,
    understood: { ...row.understood, ...understoodOf(kind, decision?.derived ?? {}) },
    outcome: outcome ?? decision?.outcome ?? ('fault' as const),
    faults: [...faults, ...(decision?.faults ?? [])],
    notes: decision?.notes ?? [],
    key: decision?.key ?? null,
    plan: decision?.plan ?? null,
    dependsOn: decision?.dependsOn ?? null,
    subjectType: decision?.subject?.type ?? null,
    subjectId: decision?.subject?.id ?? null,
  }
}

async function finish(tx: Transaction, record: ImportRecord): Promise<Partial<ImportRecord>> {
  const duplicates = await selectDuplicates(tx, record.id)
  await changeRows(
    tx,
    record.id,
    duplicates.map(({ number, first }) => ({
      ...{ number, outcome: 'fault' as const },
      faults: [{ field: null, code: 'same_as_row' as const, values: { row: first } }],
    })),
  )
  await compareRows(tx, record)
  await rankRows(tx, record.id)
  return { state: 'checked', done: record.total, counts: await countOutcomes(tx, record.id) }
}

async function compareRows(tx: Transaction, { id, kind }: ImportRecord): Promise<void> {
  const { compare } = kindOf(kind)
  if (compare === undefined) return
  const rows = await selectPlans(tx, id)
  const found = compare(rows)
  const compared = rows.flatMap(({ number, notes }) => {
    const remark = found.get(number)
    return remark === undefined ? [] : [{ number, notes, remark }]
  })
  await changeRows(
    tx,
    id,
    compared.flatMap(({ number, remark }) =>
      'fault' in remark ? [{ number, outcome: 'fault' as const, faults: [remark.fault] }] : [],
    ),
  )
  await changeRows(
    tx,
    id,
    compared.flatMap(({ number, notes, remark }) =>
      'note' in remark ? [{ number, notes: [...notes, remark.note] }] : [],
    ),
  )
}

/**
 * Rows that depend on others of their sheet come after them. What depends on a row that will not be
 * there, or in a circle on itself, is a fault, and so is what depends on that.
 */
async function rankRows(tx: Transaction, importId: string): Promise<void> {
  const dependencies = await selectDependencies(tx, importId)
  const byNumber = new Map(dependencies.map((row) => [row.number, row]))
  const ranks = new Map<number, number | null>()
  const rankOf = (start: number): number | null => {
    const way: number[] = []
    let at = byNumber.get(start)
    let end: number | null = 0
    while (at !== undefined) {
      const known = ranks.get(at.number)
      if (known !== undefined || way.includes(at.number) || !at.isReady) {
        end = known !== undefined ? known : null
        if (known === undefined) way.push(at.number)
        break
      }
      way.push(at.number)
      at = byNumber.get(at.dependsOn)
    }
    for (const number of way.reverse()) {
      end = end === null ? null : end + 1
      ranks.set(number, end)
    }
    return ranks.get(start) ?? null
  }
  const ranked = dependencies.map((row) => ({ ...row, rank: rankOf(row.number) }))
  const ready = ranked.filter(({ rank }) => rank !== null)
  const unready = ranked.filter(({ rank }) => rank === null)
  await changeRows(
    tx,
    importId,
    ready.map(({ number, rank }) => ({ number, rank: rank ?? 0 })),
  )
  await changeRows(
    tx,
    importId,
    unready.map(({ number, dependsOn }) => ({
      number,
      outcome: 'fault' as const,
      faults: [{ field: null, code: 'row_not_ready' as const, values: { row: dependsOn } }],
    })),
  )
}
