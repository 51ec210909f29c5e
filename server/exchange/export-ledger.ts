import type { Readable } from 'node:stream'
import { figureOf } from '../../shared/figure.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { csvStream } from '../platform/sheets/csv.ts'
import { workbookOf } from '../platform/sheets/write-workbook.ts'
import {
  type EntryFilter,
  type LedgerLine,
  type LedgerSort,
  ledgerCursorOf,
  selectEntries,
} from '../reports/index.ts'
import {
  decimalOf,
  type FileValue,
  type FileWords,
  fileWords,
  type LedgerFileRow,
  ledgerColumns,
} from './ledger-columns.ts'
import { type PartyDetails, selectLineDetails, selectParties } from './ledger-details.queries.ts'
import { headingLines, headingTitle, type LedgerHeading } from './ledger-heading.ts'

/** Few enough that what is read, kept and written of a page stays small beside the program. */
const pageSize = 250

/** Told whenever so many further rows or parts of a file are done. */
export type Progress = (further: number) => Promise<void>

/**
 * The ledger as a workbook: exactly the entries the filter means, oldest first unless another order
 * was chosen, and at the end the total of those that count, as the screen states it.
 */
export function ledgerWorkbook(
  reader: Reader,
  filter: EntryFilter,
  heading: LedgerHeading,
  progress?: Progress,
): Readable {
  const { language } = heading
  const words = fileWords[language]
  const sum = { grams: 0n, cents: 0n }
  return workbookOf({
    name: words.sheet,
    columns: ledgerColumns.map(({ titles, width, numberFormat }) => ({
      title: titles[language],
      width,
      numberFormat,
    })),
    paper: { heading: headingLines(heading), foot: headingTitle(heading) },
    rows: fileRows(reader, { filter, sort: heading.question.sort }, { words, sum, progress }),
    total: () => totalRow(sum, words.total),
  })
}

/** The same columns as CSV for programs: one head, no lines above it and no total below. */
export function ledgerCsv(
  reader: Reader,
  filter: EntryFilter,
  { language, question }: Pick<LedgerHeading, 'language' | 'question'>,
  progress?: Progress,
): Readable {
  const making = { words: fileWords[language], sum: { grams: 0n, cents: 0n }, progress }
  async function* rows() {
    yield ledgerColumns.map(({ titles }) => titles[language])
    yield* fileRows(reader, { filter, sort: question.sort }, making)
  }
  return csvStream(rows())
}

/** What a row is written with, and what is gathered meanwhile. */
interface Making {
  words: FileWords
  sum: { grams: bigint; cents: bigint }
  progress: Progress | undefined
}

async function* fileRows(
  reader: Reader,
  { filter, sort = 'number' }: { filter: EntryFilter; sort: LedgerSort | undefined },
  { words, sum, progress }: Making,
): AsyncGenerator<FileValue[]> {
  const known = { seen: new Set<string>(), parties: new Map<string, PartyDetails>() }
  let last: LedgerLine | undefined
  do {
    const entries: LedgerLine[] = await selectEntries(reader, filter, {
      cursor: last === undefined ? null : ledgerCursorOf(last, sort),
      limit: pageSize,
      sort,
    })
    for (const row of await withDetails(reader, entries, known)) {
      if (row.entry.counted) {
        sum.grams += BigInt(row.entry.grams)
        sum.cents += BigInt(row.entry.cents)
      }
      yield ledgerColumns.map((column) => column.value(row, words))
    }
    await progress?.(entries.length)
    last = entries.length < pageSize ? undefined : entries.at(-1)
  } while (last !== undefined)
}

/** Entries with what a file tells of them beside; what is known of earlier ones is kept. */
export async function withDetails(
  reader: Reader,
  entries: readonly LedgerLine[],
  { seen, parties }: { seen: Set<string>; parties: Map<string, PartyDetails> },
): Promise<LedgerFileRow[]> {
  if (entries.length === 0) return []
  const lines = await selectLineDetails(
    reader,
    entries.map((entry) => entry.orderLineId),
  )
  const unknown = entries
    .flatMap(partiesOf)
    .filter((id): id is string => id !== null && !parties.has(id))
  if (unknown.length > 0)
    for (const [id, found] of await selectParties(reader, unknown)) parties.set(id, found)
  const party = (id: string | null) => (id === null ? undefined : parties.get(id))
  return entries.map((entry) => ({
    entry,
    line: lines.get(entry.orderLineId),
    isFirstOfLine: isFirst(seen, entry.orderLineId),
    isFirstOfOrder: isFirst(seen, entry.purchaseOrderNumber),
    direct: party(entry.directUnitId),
    help: party(entry.helpUnitId),
    seller: party(entry.cooperativeId),
  }))
}

function isFirst(seen: Set<string>, key: string): boolean {
  if (seen.has(key)) return false
  seen.add(key)
  return true
}

function partiesOf(entry: LedgerLine): (string | null)[] {
  return [entry.directUnitId, entry.helpUnitId, entry.cooperativeId]
}

/** Weights come before money in the columns; nothing else is added up. */
function totalRow(total: { grams: bigint; cents: bigint }, title: string): FileValue[] {
  const sums = [decimalOf(figureOf(total.grams), 3), decimalOf(figureOf(total.cents), 2)]
  return ledgerColumns.map((column, index) => {
    if (index === 0) return title
    return column.totalled !== undefined ? (sums.shift() ?? null) : null
  })
}
