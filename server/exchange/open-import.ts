import type { z } from 'zod'
import type { relationDocument } from '../../shared/assistance/assistance.schemas.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import {
  type FoundTable,
  findTable,
  titleKey,
  unitOfTitle,
  unitsAbove,
  withoutUnit,
} from '../../shared/exchange/find-head.ts'
import type { ImportKindName, ImportState } from '../../shared/exchange/imports.schemas.ts'
import { harmlessLine } from '../../shared/text.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { ReadSheet } from '../platform/sheets/read-sheet.ts'
import { saveMapping, selectMapping } from './import-columns.queries.ts'
import { rowsToDo } from './import-view.ts'
import {
  type ImportRecord,
  insertImport,
  lockImport,
  resetRows,
  updateImport,
} from './imports.queries.ts'
import { kindOf, namedFields } from './kinds/index.ts'
import type { AnyKind } from './kinds/kind.ts'
import { deleteUnapplied } from './old-imports.queries.ts'

/** So many imports of an organisation may wait to be applied; the oldest give way. */
export const mostUnapplied = 20

/** Keeps the rows of a sheet with their columns as recognised; the check begins at once. */
export async function openImport(
  tx: Transaction,
  context: Context,
  input: ReadSheet & { kind: ImportKindName; fileName: string },
): Promise<string> {
  const { kind, fileName, lines, sheet, encoding, hidden } = input
  const organisationId = organisationOf(context.actor)
  const mapping = await selectMapping(tx, { organisationId, kind })
  const found = findTable(lines, namedFields(kindOf(kind)), mapping)
  const table = found && withValuesAbove(withUnitsAbove(found, kindOf(kind)), kindOf(kind))
  if (table === null || table.rows.length === 0) throw new AppError('sheet_empty')
  const most = kindOf(kind).mostRows?.(context.actor) ?? null
  if (most !== null && table.rows.length > most)
    throw new AppError('too_many_rows', { values: { maximum: most } })
  await deleteUnapplied(tx, { organisationId, newestKept: mostUnapplied - 1 })
  const id = context.newId()
  await insertImport(
    tx,
    {
      ...{ id, kind, organisationId, sheet, encoding },
      ...{ hiddenRows: hidden.rows, hiddenColumns: hidden.columns },
      ...{ state: 'checking' as const, requestedBy: context.actor.personId },
      ...{ actor: context.actor, requestedAt: context.now, workedAt: context.now },
      fileName: harmlessLine(fileName).slice(0, 200),
      titles: table.titles.map((title) => title.slice(0, 200)),
      fields: table.fields,
      total: table.rows.length,
    },
    table.rows.map(({ number, cells }) => ({
      number,
      // What no field is as long as need not be kept.
      cells: cells.map((cell) => harmlessLine(cell).slice(0, 1_000)),
    })),
  )
  await recordAudit(tx, context, {
    action: 'exchange.open-import',
    subjectType: 'import',
    subjectId: id,
    after: { kind, fileName, rows: table.rows.length },
  })
  return id
}

/** What stands above the head for all rows is a column of its own, as any other. */
function withValuesAbove(table: FoundTable, kind: AnyKind): FoundTable {
  const measured = table.titles.filter(
    (_, at) => kind.fields[table.fields[at] ?? '']?.measure !== undefined,
  )
  const values = Object.entries(kind.readAbove?.(table.above, measured) ?? {}).filter(
    ([field]) => !table.fields.includes(field),
  )
  if (values.length === 0) return table
  return {
    ...table,
    titles: [...table.titles, ...values.map(([name]) => kind.fields[name]?.titles['zh-CN'] ?? '')],
    fields: [...table.fields, ...values.map(([name]) => name)],
    rows: table.rows.map((row) => ({
      ...row,
      cells: [
        ...table.titles.map((_, at) => row.cells[at] ?? ''),
        ...values.map(([, text]) => text),
      ],
    })),
  }
}

/** A unit that is said once above the head stands behind each title that it is for. */
function withUnitsAbove(table: FoundTable, { fields }: AnyKind): FoundTable {
  const units = unitsAbove(table.above)
  const titles = table.titles.map((title, at) => {
    const measure = fields[table.fields[at] ?? '']?.measure
    const unit = measure && units[measure]
    return unit && unitOfTitle(title) === '' ? `${title}（${unit}）` : title
  })
  return { ...table, titles }
}

/** Reads the columns as somebody says, remembers it for the organisation, and checks anew. */
export async function chooseColumns(
  tx: Transaction,
  context: Context,
  input: { importId: string; fields: readonly (string | null)[]; version: number },
): Promise<void> {
  const record = await lockOwn(tx, context, input.importId, ['checking', 'checked'])
  if (record.version !== input.version) throw new AppError('stale_version')
  const known = Object.keys(kindOf(record.kind).fields)
  const taken = new Set<string>()
  const fields = record.titles.map((_, at) => {
    const field = input.fields[at] ?? null
    if (field === null || !known.includes(field) || taken.has(field)) return null
    taken.add(field)
    return field
  })
  const { organisationId, kind } = record
  const byTitle = new Map(record.titles.map((title, at) => [titleKey(title), fields[at] ?? null]))
  // With the unit that stood above its head, a title is known again without it.
  for (const [key, field] of [...byTitle]) {
    const plain = withoutUnit(key)
    if (!byTitle.has(plain)) byTitle.set(plain, field)
  }
  byTitle.delete('')
  await saveMapping(
    tx,
    [...byTitle].map(([title, field]) => ({ organisationId, kind, title, field })),
  )
  await checkAnew(tx, context, record, { fields })
}

/** Says which of several a text in a column means, and checks anew. */
export async function chooseMeant(
  tx: Transaction,
  context: Context,
  input: { importId: string; field: string; text: string; value: string; version: number },
): Promise<void> {
  const record = await lockOwn(tx, context, input.importId, ['checking', 'checked'])
  if (record.version !== input.version) throw new AppError('stale_version')
  const { field, text, value } = input
  if (!record.fields.includes(field)) throw new AppError('not_found')
  const ofField = { ...record.choices[field], [text]: value }
  if (Object.keys(ofField).length > record.total)
    throw new AppError('too_many_rows', { values: { maximum: record.total } })
  await checkAnew(tx, context, record, { choices: { ...record.choices, [field]: ofField } })
}

async function checkAnew(
  tx: Transaction,
  context: Context,
  record: ImportRecord,
  change: Partial<ImportRecord>,
): Promise<void> {
  await resetRows(tx, record.id)
  await updateImport(tx, record.id, {
    ...change,
    ...{ state: 'checking', done: 0, counts: {}, attempts: 0, failure: null },
    ...{ workedAt: context.now, version: record.version + 1 },
  })
}

interface Application {
  importId: string
  version: number
  document: z.output<typeof relationDocument> | null
}

/** Lets what was checked be done, by whoever may do it by hand now. */
export async function startApplying(
  tx: Transaction,
  context: Context,
  { importId, version, document }: Application,
): Promise<void> {
  const record = await lockOwn(tx, context, importId, ['checked'])
  if (record.version !== version) throw new AppError('stale_version')
  const missing = namedFields(kindOf(record.kind)).filter(
    ({ name, isRequired }) => isRequired && !record.fields.includes(name),
  )
  if (missing.length > 0) throw new AppError('columns_missing')
  if (rowsToDo(record) === 0) throw new AppError('nothing_changed')
  await requireDocument(tx, context, record, document)
  await kindOf(record.kind).begin?.(tx, context)
  await updateImport(tx, record.id, {
    documentName: document?.name ?? null,
    documentFileId: document?.fileId ?? null,
  })
  await goOn(tx, context, record, 'applying')
}

/** What is recorded for others needs a document of one’s own (§3.17); nothing else takes one. */
async function requireDocument(
  tx: Transaction,
  { actor }: Context,
  { kind }: ImportRecord,
  document: Application['document'],
): Promise<void> {
  const isNeeded = kindOf(kind).needsDocument?.(actor) ?? false
  if (isNeeded && document === null) throw fieldError(['document'], 'required')
  if (document === null) return
  if (!isNeeded) throw fieldError(['document'], 'unknown_key')
  if (!(await fileExists(tx, document.fileId, actor.organisationId)))
    throw fieldError(['document', 'fileId'], 'not_found')
}

/** Lets an import that failed go on where it stopped, in the name of who says so now. */
export async function resume(
  tx: Transaction,
  context: Context,
  { importId }: { importId: string },
): Promise<void> {
  const record = await lockOwn(tx, context, importId, ['failed'])
  if (record.failedIn === 'applying') await kindOf(record.kind).begin?.(tx, context)
  await goOn(tx, context, record, record.failedIn ?? 'checking')
}

/** Lets the whole of what was done be taken back, be it a part of the rows only. */
export async function startUndoing(
  tx: Transaction,
  context: Context,
  { importId }: { importId: string },
): Promise<void> {
  const record = await lockOwn(tx, context, importId, ['applied', 'failed'])
  if (record.failedIn === 'checking' || kindOf(record.kind).isFinal)
    throw new AppError('illegal_transition')
  await goOn(tx, context, record, 'undoing')
}

async function goOn(
  tx: Transaction,
  context: Context,
  record: ImportRecord,
  state: ImportState,
): Promise<void> {
  await updateImport(tx, record.id, {
    ...{ state, attempts: 0, failure: null, failedIn: null, actor: context.actor },
    // What is resumed has the rows behind it that it had done.
    done: record.failedIn === state ? record.done : 0,
    ...{ workedAt: context.now, version: record.version + 1 },
  })
  await recordAudit(tx, context, {
    action: actionOf(record, state),
    subjectType: 'import',
    subjectId: record.id,
  })
}

function actionOf({ failedIn }: ImportRecord, state: ImportState): string {
  if (failedIn === state) return 'exchange.resume-import'
  return state === 'applying' ? 'exchange.start-import' : 'exchange.start-undoing'
}

/** An import of another organisation, or of a kind that is not the actor's, is not there. */
async function lockOwn(
  tx: Transaction,
  context: Context,
  importId: string,
  states: readonly ImportState[],
): Promise<ImportRecord> {
  const record = await lockImport(tx, importId)
  if (record === undefined || !isOwn(context, record)) throw new AppError('not_found')
  if (!states.includes(record.state)) throw new AppError('illegal_transition')
  return record
}

export function isOwn({ actor }: Context, record: ImportRecord): boolean {
  return record.organisationId === actor.organisationId && kindOf(record.kind).mayImport(actor)
}
