import type { FieldErrorCode } from '../../../shared/errors.ts'
import type {
  ImportKindName,
  RowRemark,
  UnderstoodValue,
} from '../../../shared/exchange/imports.schemas.ts'
import type { NumberedLine } from '../../../shared/sheet.ts'
import type { Actor, Context } from '../../platform/context.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'

export type Words = Record<'zh-CN' | 'en', string>

/** What a text was read as, or why it could not be. */
export type Read<T> =
  | { value: T }
  | { code: FieldErrorCode; values?: Record<string, string | number> | undefined }

/** What a text names: one thing, several that a person chooses from, or none. */
export type Meaning<T> = Read<T> | { options: MeantOption<T>[] }

export interface MeantOption<T> {
  value: string
  label: string
  meaning: T
}

/** The rows of the sheet that hold texts in a field, by the text. */
export type RowsWith = (field: string, texts: readonly string[]) => Promise<Map<string, number[]>>

export interface FindInput {
  reader: Reader
  actor: Actor
  texts: readonly string[]
  rowsWith: RowsWith
}

interface FieldFacts {
  titles: Words
  /** What else heads say for it, in any language. */
  words?: readonly string[]
  isRequired?: boolean
  /** What its figures are, where they have a unit: one that is said above the head is theirs. */
  measure?: 'money' | 'weight'
  /** The field whose cell says the unit of its figures, where it says one. */
  unitFrom?: string
  example: Words
  /** What a template says of how it is filled in. */
  note?: Words
  /** The words for what may be chosen in it: in Chinese, in English, and others. */
  options?: Record<string, readonly string[]>
}

interface Understanding<T> {
  /** How a value is shown to whoever checks it; without it, as the text that it is. */
  says?(value: T): UnderstoodValue | null
}

/** A field whose text says its value by itself; `unit` is what the head or `beside` it says. */
export interface ReadField<T> extends FieldFacts, Understanding<T> {
  read(text: string, unit: string, beside?: string): Meaning<T>
}

/** A field whose text names something that is kept here, found for many texts at once. */
export interface FoundField<T> extends FieldFacts, Understanding<T> {
  find(input: FindInput): Promise<Map<string, Meaning<T>>>
}

export type Field<T> = ReadField<T> | FoundField<T>
export type Fields = Record<string, Field<unknown>>

/** The values of a row; null where its cell is empty, which a required field's never is. */
export type ValuesOf<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T>
    ? F[K] extends { isRequired: true }
      ? T
      : T | null
    : never
}

export interface CheckedRow<V> {
  number: number
  values: V
}

export interface Decision<P> {
  /** `skipped` is none of the kind's rows: nothing is to be done. */
  outcome: 'create' | 'change' | 'same' | 'fault' | 'skipped'
  /** Tells rows apart: two of a sheet with one key are one too many. */
  key: string
  faults?: RowRemark[]
  notes?: RowRemark[]
  plan?: P
  /** What stands for an empty cell, by field: the weight that a pack's name says. */
  derived?: Record<string, unknown>
  /** The row of the same sheet that must be applied before. */
  dependsOn?: number | null
  /** What is there already. */
  subject?: { type: string; id: string }
}

export interface PlannedRow<P> {
  number: number
  outcome: 'create' | 'change'
  plan: P
  /** What the row that this one depends on has made. */
  dependsOnId: string | null
}

/** What came of a row: what it made or changed and what undoing needs to know, or why nothing. */
export type Applied<P> =
  | {
      number: number
      subject: { type: string; id: string }
      plan: P
      /** What is to be known about it beside what the check said. */
      notes?: RowRemark[]
    }
  | { number: number; faults: RowRemark[] }

export interface AppliedRow<P> {
  number: number
  outcome: 'create' | 'change'
  plan: P
  subjectId: string
}

/** Settings that what is applied may need. */
export interface ImportSettings {
  publicUrl: string
  linkSecret: string
}

/** By what rows are recorded for both of their sides (§3.17). */
export interface ImportDocument {
  name: string
  fileId: string
}

export type Comparison = { fault: RowRemark } | { note: RowRemark }

export interface CheckInput<V> {
  reader: Reader
  context: Context
  rows: CheckedRow<V>[]
  /** Rows beside them with faults already, by what of them is read. */
  faulty: CheckedRow<{ [K in keyof V]: V[K] | null }>[]
  /** What a person said that a text of a field means, where the check asked. */
  choices: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** These very rows were brought in before, where the kind asks. */
  isRepeat?: boolean
}

/** The acts of a kind in a batch: each takes a bounded number of statements, however many rows. */
export interface KindActs<V, P> {
  /** What rows say of each other, beside being doubles: by their numbers, once all are checked. */
  compare?(rows: readonly { number: number; plan: P }[]): Map<number, Comparison>
  /** What each row would do, in the order of the rows. */
  check(input: CheckInput<V>): Promise<Decision<P>[]>
  /** Does it by the commands of the domains; what has become impossible meanwhile is a fault. */
  apply(
    tx: Transaction,
    context: Context,
    input: { rows: PlannedRow<P>[]; settings: ImportSettings; document: ImportDocument | null },
  ): Promise<Applied<P>[]>
  /** What hangs on what the rows made, or was changed since: by their numbers. */
  hinders(
    tx: Transaction,
    rows: AppliedRow<P>[],
    context: Context,
  ): Promise<Map<number, RowRemark[]>>
  undo(tx: Transaction, context: Context, rows: AppliedRow<P>[]): Promise<void>
}

/**
 * One kind of rows that are brought in. Whoever may import it may do the same by hand, one by one.
 */
export interface ImportKind<F extends Fields, P> extends KindActs<ValuesOf<F>, P> {
  name: ImportKindName
  titles: Words
  fields: F
  /** The field of which rows with one text are checked in one batch, wherever they stand. */
  togetherBy?: keyof F & string
  mayImport(actor: Actor): boolean
  /** How many rows the actor brings in at once; null: as many as any kind takes. */
  mostRows?(actor: Actor): number | null
  /** How many rows are applied in one transaction, where it is not for the importer to say. */
  rowsAtOnce?: number
  /** How many rows are checked together, where they say something of each other. */
  checkedAtOnce?: number
  /** Whether the actor records the rows for both of their sides, which takes a document (§3.17). */
  needsDocument?(actor: Actor): boolean
  /** What must hold at the moment at which it is confirmed, beyond the rows. */
  begin?(tx: Transaction, context: Context): Promise<void>
  /**
   * Values that stand above the head for all rows, or in the heads of figures, by the fields that
   * no column has.
   */
  readAbove?(above: readonly NumberedLine[], titles: readonly string[]): Record<string, string>
  /** Whether a row is none of the kind's, beside totals and signatures: a file's end. */
  isAside?(cells: readonly string[]): boolean
  /** Whether a file was brought in before tells what its rows are. */
  knowsRepeats?: true
  /** What was brought in is kept for good: it can't be undone. */
  isFinal?: true
  /** At the end of an import there are one-time codes to hand out. */
  hasCodes?: true
}

/** A kind as whatever handles all of them knows it. */
export type AnyKind = Omit<ImportKind<Fields, unknown>, keyof KindActs<unknown, unknown>> &
  KindActs<Record<string, unknown>, unknown>

/** Defines a kind: its own types stay with it. */
export function defineKind<F extends Fields, P>(kind: ImportKind<F, P>): AnyKind {
  return kind as AnyKind
}
