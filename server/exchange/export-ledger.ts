import type { Readable } from 'node:stream'
import { figureOf } from '../../shared/figure.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type EntryFilter, type LedgerLine, selectEntries } from '../reports/index.ts'
import {
  decimalOf,
  type FileLanguage,
  type FileValue,
  fileWords,
  type LedgerFileRow,
  ledgerColumns,
} from './ledger-columns.ts'
import { selectLineDetails, selectParties } from './ledger-details.queries.ts'
import { workbookOf } from './workbook.ts'

const pageSize = 1_000

/**
 * The ledger as a workbook: exactly the entries the filter means, oldest first, and at the end
 * the total of those that count, as the screen states it.
 */
export function ledgerWorkbook(
  reader: Reader,
  filter: EntryFilter,
  language: FileLanguage,
): Readable {
  return workbookOf({
    name: fileWords[language].sheet,
    columns: ledgerColumns.map(({ titles, width, numberFormat }) => ({
      title: titles[language],
      width,
      numberFormat,
    })),
    rows: fileRows(reader, filter, language),
  })
}

async function* fileRows(
  reader: Reader,
  filter: EntryFilter,
  language: FileLanguage,
): AsyncGenerator<FileValue[]> {
  const words = fileWords[language]
  const total = { grams: 0n, cents: 0n }
  let last: LedgerLine | undefined
  do {
    const entries: LedgerLine[] = await selectEntries(reader, filter, {
      cursor: last ?? null,
      limit: pageSize,
      oldestFirst: true,
    })
    for (const row of await withDetails(reader, entries)) {
      if (row.entry.counted) {
        total.grams += BigInt(row.entry.grams)
        total.cents += BigInt(row.entry.cents)
      }
      yield ledgerColumns.map((column) => column.value(row, words))
    }
    last = entries.length < pageSize ? undefined : entries.at(-1)
  } while (last !== undefined)
  yield totalRow(total, words.total)
}

async function withDetails(
  reader: Reader,
  entries: readonly LedgerLine[],
): Promise<LedgerFileRow[]> {
  if (entries.length === 0) return []
  const lines = await selectLineDetails(
    reader,
    entries.map((entry) => entry.orderLineId),
  )
  const parties = await selectParties(
    reader,
    entries.flatMap(partiesOf).filter((id) => id !== null),
  )
  const party = (id: string | null) => (id === null ? undefined : parties.get(id))
  return entries.map((entry) => ({
    entry,
    line: lines.get(entry.orderLineId),
    direct: party(entry.directUnitId),
    help: party(entry.helpUnitId),
    seller: party(entry.cooperativeId),
  }))
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
