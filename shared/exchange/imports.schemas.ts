import { z } from 'zod'
import { relationDocument } from '../assistance/assistance.schemas.ts'
import type { FieldErrorCode } from '../errors.ts'
import { role } from '../roles.ts'
import { id, instant, version } from '../scalars.ts'
import { sheetEncoding } from '../sheet-files.ts'
import { line } from '../text.ts'

/** What can be brought in; each is one folder of `server/exchange/kinds`. */
export const importKinds = [
  'units',
  'people',
  'cooperatives',
  'products',
  'sales_terms',
  'lots',
  'pairings',
  'bank_lines',
  'invoices',
  'outside',
  'opening',
] as const
export const importKind = z.enum(importKinds)
export type ImportKindName = z.infer<typeof importKind>

/**
 * `checking` and `applying` and `undoing` are under way and go on by themselves; `failed` ended
 * for a reason that `failure` names.
 */
export const importStates = [
  'checking',
  'checked',
  'applying',
  'applied',
  'undoing',
  'undone',
  'failed',
] as const
export const importState = z.enum(importStates)
export type ImportState = z.infer<typeof importState>

/** Whether an import goes on by itself. */
export function isUnderWay(state: ImportState): boolean {
  return state === 'checking' || state === 'applying' || state === 'undoing'
}

/** What a row would do, or did; `skipped` are totals, signatures and the example of a template. */
export const rowOutcomes = ['create', 'change', 'same', 'fault', 'skipped'] as const
export const rowOutcome = z.enum(rowOutcomes)
export type RowOutcome = z.infer<typeof rowOutcome>

const inBothLanguages = z.object({ 'zh-CN': z.string(), en: z.string() })

/** A column that a kind knows. */
export const importField = z.object({
  name: z.string(),
  titles: inBothLanguages,
  isRequired: z.boolean(),
  /** What may be chosen in it, by how the program names it. */
  options: z.record(z.string(), inBothLanguages),
})
export type ImportField = z.infer<typeof importField>

export const importKindView = z.object({
  kind: importKind,
  titles: inBothLanguages,
  fields: z.array(importField),
})
export type ImportKindView = z.infer<typeof importKindView>

export const fieldName = line(40, 1)

/** What one of several meant things is told by: a place by its code, an organisation by its id. */
const meant = z.object({ value: z.string(), label: z.string() })

/** What is wrong with a row, or to be known about it, at one of its fields. */
export const rowRemark = z.object({
  field: z.string().nullable(),
  code: z.custom<FieldErrorCode>((value) => typeof value === 'string'),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** The text can mean each of these: somebody says which (§2.7, §3.15). */
  options: z.array(meant).optional(),
  /** How many more it can mean, for whom it is to be typed more exactly. */
  more: z.int().optional(),
  /** What stands in the sheet, where a choice between `options` is to be made. */
  text: z.string().optional(),
})
export type RowRemark = z.infer<typeof rowRemark>

/** What a cell was read as, in the program's own units: 分, grams, days; a row of the sheet. */
export const understoodValue = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), value: z.string() }),
  z.object({ type: z.literal('day'), value: z.string() }),
  z.object({ type: z.literal('options'), value: z.array(z.string()) }),
  z.object({ type: z.literal('money'), value: z.int() }),
  z.object({ type: z.literal('weight'), value: z.int() }),
  z.object({ type: z.literal('count'), value: z.int() }),
  z.object({ type: z.literal('days'), value: z.int() }),
  z.object({ type: z.literal('row'), value: z.int() }),
])
export type UnderstoodValue = z.infer<typeof understoodValue>

export const importColumn = z.object({
  title: z.string(),
  /** As which of the kind's fields it is read; null: it is left out. */
  field: z.string().nullable(),
  /** What its first rows hold. */
  samples: z.array(z.string()),
})
export type ImportColumn = z.infer<typeof importColumn>

const outcomeCounts = z.object({
  create: z.int(),
  change: z.int(),
  same: z.int(),
  fault: z.int(),
  skipped: z.int(),
})

export const importItem = z.object({
  id,
  kind: importKind,
  state: importState,
  fileName: z.string(),
  requestedByName: z.string(),
  requestedAt: instant,
  total: z.int(),
  /** How many rows the step that is under way has done. */
  done: z.int(),
  counts: outcomeCounts,
})
export type ImportItem = z.infer<typeof importItem>

export const importView = importItem.extend({
  version: z.int(),
  sheet: z.string().nullable(),
  encoding: sheetEncoding.nullable(),
  /** What was left out because the sheet hides it or filters it out. */
  hidden: z.object({ rows: z.int(), columns: z.int() }),
  fields: z.array(importField),
  columns: z.array(importColumn),
  /** Fields that are required and that no column is read as. */
  missing: z.array(z.string()),
  /** Why it failed, or why it was not undone. */
  failure: z.string().nullable(),
  /** How many rows kept it from being undone; each names what hangs on it. */
  hindered: z.int(),
  appliedAt: instant.nullable(),
  undoneAt: instant.nullable(),
  mayApply: z.boolean(),
  /** Its rows are recorded for both sides, by a document (§3.17). */
  needsDocument: z.boolean(),
  document: relationDocument.nullable(),
  mayUndo: z.boolean(),
  /** What is brought in of this kind stays: it can't be undone. */
  isFinal: z.boolean(),
  /** It failed, and goes on where it stopped. */
  mayResume: z.boolean(),
  /** There are one-time codes to hand out. */
  hasCodes: z.boolean(),
})
export type ImportView = z.infer<typeof importView>

export const importRow = z.object({
  number: z.int(),
  cells: z.array(z.string()),
  outcome: rowOutcome.nullable(),
  isApplied: z.boolean(),
  /** By field, where it is not what stands in the cell, letter by letter. */
  understood: z.record(z.string(), understoodValue),
  faults: z.array(rowRemark),
  notes: z.array(rowRemark),
  subject: z.object({ type: z.string(), id }).nullable(),
})
export type ImportRow = z.infer<typeof importRow>

export const chosenColumns = z.object({
  fields: z.array(fieldName.nullable()).max(100),
  version: version.min(1),
})

/** What is handed to somebody without e-mail; both are null where the program's key was changed. */
export const importCode = z.object({
  invitationId: id,
  name: z.string(),
  organisationName: z.string(),
  /** Tell two people of one name apart: the last four digits of the phone, and what they may do. */
  phoneEnding: z.string().nullable(),
  roles: z.array(role),
  code: z.string().nullable(),
  link: z.string().nullable(),
  expiresAt: instant,
})
