import type { z } from 'zod'
import type {
  importCode,
  importItem,
  importKindView,
  importRow,
  importView,
} from '../../shared/exchange/imports.schemas.ts'
import { type HandedCode, peopleNames } from '../accounts/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  countHindered,
  type ImportRecord,
  type RowRecord,
  selectFirstRows,
} from './imports.queries.ts'
import { kindOf, namedFields } from './kinds/index.ts'
import type { AnyKind } from './kinds/kind.ts'

const samplesShown = 3

export function kindView(kind: AnyKind): z.input<typeof importKindView> {
  return { kind: kind.name, titles: kind.titles, fields: fieldsOf(kind) }
}

export function fieldsOf(kind: AnyKind) {
  return Object.entries(kind.fields).map(([name, field]) => {
    const { titles, isRequired = false, options = {} } = field
    const words = Object.entries(options).map(([value, [chinese = value, english = value]]) => [
      value,
      { 'zh-CN': chinese, en: english },
    ])
    return { name, titles, isRequired, options: Object.fromEntries(words) }
  })
}

export async function importItems(
  reader: Reader,
  records: readonly ImportRecord[],
): Promise<z.input<typeof importItem>[]> {
  const names = await peopleNames(reader, [...new Set(records.map((row) => row.requestedBy))])
  return records.map((record) => itemOf(record, names.get(record.requestedBy) ?? ''))
}

function itemOf(record: ImportRecord, requestedByName: string): z.input<typeof importItem> {
  const { id, kind, state, fileName, requestedAt, total, done, counts } = record
  const none = { create: 0, change: 0, same: 0, fault: 0, skipped: 0 }
  return {
    ...{ id, kind, state, fileName, requestedByName, total, done },
    requestedAt: requestedAt.toISOString(),
    counts: { ...none, ...counts },
  }
}

export async function viewOfImport(
  reader: Reader,
  record: ImportRecord,
): Promise<z.input<typeof importView>> {
  const kind = kindOf(record.kind)
  const [item] = await importItems(reader, [record])
  if (item === undefined) throw new Error('an import has no item')
  const first = await selectFirstRows(reader, record.id, samplesShown)
  const missing = namedFields(kind)
    .filter(({ name, isRequired }) => isRequired && !record.fields.includes(name))
    .map(({ name }) => name)
  const { version, sheet, encoding, failure, state } = record
  const hidden = { rows: record.hiddenRows, columns: record.hiddenColumns }
  const { documentName: name, documentFileId: fileId } = record
  const toDo = rowsToDo(record)
  return {
    ...{ ...item, version, sheet, encoding, hidden, failure, missing, fields: fieldsOf(kind) },
    columns: record.titles.map((title, at) => ({
      ...{ title, field: record.fields[at] ?? null },
      samples: first.map(({ cells }) => cells[at] ?? '').filter((text) => text !== ''),
    })),
    hindered: failure === 'something_hangs_on_it' ? await countHindered(reader, record.id) : 0,
    appliedAt: record.appliedAt?.toISOString() ?? null,
    undoneAt: record.undoneAt?.toISOString() ?? null,
    mayApply: state === 'checked' && missing.length === 0 && toDo > 0,
    mayUndo: !kind.isFinal && toDo > 0 && (state === 'applied' || hasDone(record)),
    needsDocument: kind.needsDocument?.(record.actor) ?? false,
    document: name === null || fileId === null ? null : { name, fileId },
    isFinal: kind.isFinal === true,
    mayResume: state === 'failed',
    hasCodes: kind.hasCodes === true && (state === 'applied' || hasDone(record)),
  }
}

/** So many rows create or change something. */
export function rowsToDo({ counts }: Pick<ImportRecord, 'counts'>): number {
  return (counts.create ?? 0) + (counts.change ?? 0)
}

/** One that failed when some of its rows had been done. */
function hasDone({ failedIn, done, appliedAt }: ImportRecord): boolean {
  if (failedIn === 'undoing') return true
  return failedIn === 'applying' && (done > 0 || appliedAt !== null)
}

export function rowView(row: RowRecord): z.input<typeof importRow> {
  const { number, cells, outcome, isApplied, understood, faults, notes } = row
  const { subjectType, subjectId } = row
  const isThere = subjectType !== null && subjectId !== null && outcome !== 'fault'
  const isMade = isApplied || outcome === 'same' || outcome === 'change'
  return {
    ...{ number, cells, outcome, isApplied, understood, faults, notes },
    subject: isThere && isMade ? { type: subjectType, id: subjectId } : null,
  }
}

/** Where a code is typed, as it is written on paper. */
export function addressOf({ publicUrl }: { publicUrl: string }): string {
  return `${publicUrl.replace(/^https?:\/\//, '')}/accept-invitation`
}

export function codeView(
  { expiresAt, ...handed }: HandedCode,
  { publicUrl }: { publicUrl: string },
): z.input<typeof importCode> {
  // Behind the #: browsers never send that part, so no log or proxy sees it.
  const link = handed.code && `${publicUrl}/accept-invitation#${handed.code}`
  return { ...handed, roles: [...handed.roles], link, expiresAt: expiresAt.toISOString() }
}
