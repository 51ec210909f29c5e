import type { FieldErrorCode } from '../../shared/errors.ts'
import { isAside, unitOfTitle } from '../../shared/exchange/find-head.ts'
import type {
  RowOutcome,
  RowRemark,
  UnderstoodValue,
} from '../../shared/exchange/imports.schemas.ts'
import { parseWeight } from '../../shared/weight.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type ImportRecord, type RowCells, selectRowsWith } from './imports.queries.ts'
import type { AnyKind, CheckedRow, Field, Meaning, MeantOption, RowsWith } from './kinds/kind.ts'

/** A row with the values that its cells were read as, or with what is wrong with them. */
export interface ReadRow extends CheckedRow<Record<string, unknown>> {
  understood: Record<string, UnderstoodValue>
  faults: RowRemark[]
  outcome: Extract<RowOutcome, 'fault' | 'skipped'> | null
}

/**
 * Reads the cells of a batch of rows by the fields of their kind; what names something kept here is
 * looked up for all of them at once. A text that can mean several things waits for a choice.
 */
export async function readRows(
  reader: Reader,
  context: Context,
  { record, kind, rows }: { record: ImportRecord; kind: AnyKind; rows: readonly RowCells[] },
): Promise<ReadRow[]> {
  const { fields, titles, choices } = record
  const read: ReadRow[] = rows.map(({ number }) => ({
    number,
    values: {},
    understood: {},
    faults: [],
    outcome: null,
  }))
  for (const [name, field] of Object.entries(kind.fields)) {
    const column = fields.indexOf(name)
    const texts = rows.map(({ cells }) => withoutNothing(column < 0 ? '' : (cells[column] ?? '')))
    const chosenTexts = choices[name] ?? {}
    // What was typed to say more exactly what is meant is looked up beside what the cells hold.
    const wanted = texts.flatMap((text) => (text === '' ? [] : [text, chosenTexts[text] ?? text]))
    const meanings =
      'find' in field
        ? await field.find({
            ...{ reader, actor: context.actor, rowsWith: rowsOf(reader, record) },
            texts: [...new Set(wanted)],
          })
        : null
    const beside = fields.indexOf(field.unitFrom ?? '')
    for (const [at, target] of read.entries()) {
      const text = texts[at] ?? ''
      const ownUnit = rows[at]?.cells[beside] ?? ''
      const unit = unitOf(titles[column] ?? '', ownUnit)
      const read = () => ('read' in field ? field.read(text, unit, ownUnit.trim()) : null)
      const meaning = meanings?.get(text) ?? (text === '' ? null : read())
      const choice = chosenTexts[text]
      const chosen = choice === undefined ? undefined : meanings?.get(choice)
      const value = meantValue(target, { name, field, text, meaning, choice, chosen })
      target.values[name] = value
      if (text === '' || target.faults.at(-1)?.field === name) continue
      const understood = understoodValue(field, value)
      if (understood !== null && understood.value !== text) target.understood[name] = understood
    }
  }
  return read.map((row, at) => withOutcome(kind, row, rows[at]))
}

/** The unit of a figure; what head and cell say in two ways is none, and asked (§2.7). */
function unitOf(title: string, cell: string): string {
  const [head, own] = [unitOfTitle(title), cell.normalize('NFKC').trim()]
  if (own === '' || head === '') return head || own
  return parseWeight(`1${head}`, 'g') === parseWeight(`1${own}`, 'g') ? head : ''
}

/** How values are shown, by their fields. */
export function understoodOf(
  { fields }: AnyKind,
  values: Record<string, unknown>,
): Record<string, UnderstoodValue> {
  const shown = Object.entries(values).map(([name, value]) => {
    const field = fields[name]
    return [name, field === undefined ? null : understoodValue(field, value)] as const
  })
  return Object.fromEntries(shown.flatMap(([name, one]) => (one === null ? [] : [[name, one]])))
}

function understoodValue(field: Field<unknown>, value: unknown): UnderstoodValue | null {
  if (field.says !== undefined) return field.says(value)
  return value === null || value === undefined ? null : { type: 'text', value: String(value) }
}

/** 无, 暂无 and a stroke stand in a cell that has nothing to say. */
function withoutNothing(text: string): string {
  if (text.length > longestNothing) return text
  return nothing.test(text.normalize('NFKC').trim()) ? '' : text
}

/** Longer is none of these, however wide its signs are. */
const longestNothing = 12
const nothing = /^(?:[-/\\—–_]{1,4}|[暂尚]?无|暂?没有|未办理?|空|n\/?a|none|nil)$/i

interface CellReading {
  name: string
  field: Field<unknown>
  text: string
  meaning: Meaning<unknown> | null
  /** What a person said that the text means: one of its options, or a more exact text. */
  choice: string | undefined
  chosen: Meaning<unknown> | undefined
}

/** The value of a cell; what is wrong with it goes to the row's faults. */
function meantValue(row: ReadRow, cell: CellReading): unknown {
  const { name, field, text, meaning } = cell
  if (text === '' || meaning === null) {
    if (field.isRequired) row.faults.push({ field: name, code: 'required' })
    return null
  }
  if ('value' in meaning) return meaning.value
  if ('options' in meaning) {
    const { choice, chosen } = cell
    const left = choice === undefined ? meaning.options : narrowed(meaning.options, choice, chosen)
    const [only, other] = left
    if (choice !== undefined && only !== undefined && other === undefined) return only.meaning
    const question = questionOf(name, text, only === undefined ? meaning.options : left)
    row.faults.push(
      only === undefined ? { ...question, ...notMeant(choice ?? '', chosen) } : question,
    )
    return null
  }
  const { code, values } = meaning
  row.faults.push({ field: name, code, values: { text, ...values } })
  return null
}

/** The options that a choice leaves: that of its value, or those that a typed text means too. */
function narrowed(
  options: MeantOption<unknown>[],
  choice: string,
  chosen: Meaning<unknown> | undefined,
): MeantOption<unknown>[] {
  const byValue = options.filter(({ value }) => value === choice)
  if (byValue.length > 0 || chosen === undefined || 'code' in chosen) return byValue
  const meant = 'value' in chosen ? [chosen.value] : chosen.options.map(({ meaning }) => meaning)
  const marks = new Set(meant.map((each) => JSON.stringify(each)))
  return options.filter(({ meaning }) => marks.has(JSON.stringify(meaning)))
}

/** What was typed means none of the options. */
function notMeant(text: string, chosen: Meaning<unknown> | undefined) {
  const code: FieldErrorCode = chosen !== undefined && 'code' in chosen ? chosen.code : 'not_found'
  return { code, values: { text } }
}

const mostShown = 20

function questionOf(
  field: string,
  text: string,
  meant: readonly MeantOption<unknown>[],
): RowRemark {
  const options = meant.slice(0, mostShown).map(({ value, label }) => ({ value, label }))
  const more = meant.length - options.length
  const question = { field, code: 'ambiguous' as const, values: { text }, text, options }
  return more === 0 ? question : { ...question, more }
}

function withOutcome(kind: AnyKind, row: ReadRow, record: RowCells | undefined): ReadRow {
  const { number, cells = [] } = record ?? { number: row.number }
  const lacksRequired = row.faults.some(({ code }) => code === 'required')
  const isOther = kind.isAside?.(cells) ?? false
  if (isOther || isAside({ number, cells, text: cells.join(' ') }, lacksRequired))
    return { ...row, understood: {}, faults: [], outcome: 'skipped' }
  return { ...row, outcome: row.faults.length > 0 ? 'fault' : null }
}

/** Which rows of the sheet hold texts in a field. */
function rowsOf(reader: Reader, { id: importId, fields }: ImportRecord): RowsWith {
  return async (field, texts) => {
    const column = fields.indexOf(field)
    if (column < 0 || texts.length === 0) return new Map()
    const found = await selectRowsWith(reader, { importId, column, texts })
    const byText = Map.groupBy(found, ({ text }) => text)
    return new Map([...byText].map(([text, rows]) => [text, rows.map(({ number }) => number)]))
  }
}
