import {
  bigint,
  boolean,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import type { z } from 'zod'
import type { Locale } from '../../shared/accounts/accounts.schemas.ts'
import type { ExportItem, ExportKind, ExportState } from '../../shared/exchange/exports.schemas.ts'
import type {
  ImportKindName,
  ImportState,
  RowOutcome,
  RowRemark,
  UnderstoodValue,
} from '../../shared/exchange/imports.schemas.ts'
import type { ledgerQuery } from '../../shared/reports/query.schemas.ts'
import type { SheetEncoding } from '../../shared/sheet-files.ts'
import type { Actor } from '../platform/context.ts'
import { instant } from '../platform/db/columns.ts'
import type { UnitMonths } from '../reports/index.ts'

export const exchangeSchema = pgSchema('exchange')

export const imports = exchangeSchema.table('imports', {
  id: uuid().primaryKey(),
  kind: text().$type<ImportKindName>().notNull(),
  state: text().$type<ImportState>().notNull(),
  organisationId: uuid().notNull(),
  requestedBy: uuid().notNull(),
  /** In which roles, and where, it was requested: what it does needs them still. */
  actor: jsonb().$type<Actor>().notNull(),
  requestedAt: instant().notNull(),
  fileName: text().notNull(),
  sheet: text(),
  encoding: text().$type<SheetEncoding>(),
  /** What was left out because the sheet hides it or filters it out. */
  hiddenRows: integer().notNull().default(0),
  hiddenColumns: integer().notNull().default(0),
  titles: jsonb().$type<string[]>().notNull(),
  fields: jsonb().$type<(string | null)[]>().notNull(),
  /** What texts mean that could mean several things, by field and text. */
  choices: jsonb().$type<Record<string, Record<string, string>>>().notNull().default({}),
  total: integer().notNull(),
  done: integer().notNull().default(0),
  counts: jsonb().$type<Partial<Record<RowOutcome, number>>>().notNull().default({}),
  attempts: integer().notNull().default(0),
  failure: text(),
  /** Of one that failed only: the step in which it goes on when it is resumed. */
  failedIn: text().$type<'checking' | 'applying' | 'undoing'>(),
  appliedAt: instant(),
  undoneAt: instant(),
  workedAt: instant().notNull(),
  version: integer().notNull().default(1),
  /** By which its rows were recorded for both sides (§3.17). */
  documentName: text(),
  documentFileId: uuid(),
})

export const importRows = exchangeSchema.table(
  'import_rows',
  {
    importId: uuid().notNull(),
    /** Of the row in its sheet. */
    number: integer().notNull(),
    cells: jsonb().$type<string[]>().notNull(),
    /** Null: not checked yet. */
    outcome: text().$type<RowOutcome>(),
    /** Two rows of a sheet with the same key are one too many. */
    key: text(),
    /** The row of the same sheet that must be applied before. */
    dependsOn: integer(),
    rank: integer().notNull().default(0),
    /** What the cells were read as, by field. */
    understood: jsonb().$type<Record<string, UnderstoodValue>>().notNull().default({}),
    faults: jsonb().$type<RowRemark[]>().notNull().default([]),
    notes: jsonb().$type<RowRemark[]>().notNull().default([]),
    /** What is to be done, and what stood there before it was. */
    plan: jsonb(),
    isApplied: boolean().notNull().default(false),
    subjectType: text(),
    subjectId: uuid(),
  },
  (table) => [primaryKey({ columns: [table.importId, table.number] })],
)

export const importColumns = exchangeSchema.table(
  'import_columns',
  {
    organisationId: uuid().notNull(),
    kind: text().$type<ImportKindName>().notNull(),
    title: text().notNull(),
    field: text(),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.kind, table.title] })],
)

/** Long files of the ledger, made in the background for one person. */
export const ledgerExports = exchangeSchema.table('exports', {
  id: uuid().primaryKey(),
  kind: text().$type<ExportKind>().notNull(),
  state: text().$type<ExportState>().notNull(),
  personId: uuid().notNull(),
  organisationId: uuid().notNull(),
  /** In which roles, and where, it was requested: what it does needs them still. */
  actor: jsonb().$type<Actor>().notNull(),
  question: jsonb().$type<z.output<typeof ledgerQuery>>().notNull(),
  language: text().$type<Locale>().notNull(),
  fileName: text().notNull(),
  description: text().notNull(),
  requestedAt: instant().notNull(),
  /** Of whoever is at it: what an earlier one goes on to write does not count. */
  attempt: integer().notNull().default(0),
  done: integer().notNull().default(0),
  total: integer().notNull(),
  failure: jsonb().$type<ExportItem['failure']>(),
  finishedAt: instant(),
  byteSize: bigint({ mode: 'number' }),
  /** Of which units, in which months, it holds entries; null: of a place. */
  heldUnits: jsonb().$type<UnitMonths[]>(),
  expiresAt: instant().notNull(),
})
