import { parentPort, workerData } from 'node:worker_threads'
import * as XLSX from '@e965/xlsx'
import {
  type HiddenCells,
  type HiddenCounts,
  HiddenInZip,
  nothingHidden,
  withoutHidden,
} from './hidden-cells.ts'
import { cellsOfSheet, type SheetCells, type SheetReading } from './sheet-cells.ts'
import { requireBoundedZip, WorkbookFault } from './zip-limits.ts'

// Runs on a thread of its own, with limits on its memory and time: see read-workbook.ts.

export interface WorkbookInput extends Omit<SheetReading, 'isFrom1904'> {
  bytes: Uint8Array
  /** The sheet that is wanted; null: the only one that is filled. */
  sheet: string | null
  /** Whether rows and columns are taken that the sheet does not show. */
  withHidden: boolean
}

export type WorkbookOutput =
  | { fault: WorkbookFault['code'] }
  | { choices: string[] }
  | { sheet: string; rows: string[][]; hidden: HiddenCounts }

/** Sheets of our own templates that hold no rows. */
const notes = ['说明', 'Notes']

parentPort?.postMessage(await outputOf(workerData as WorkbookInput))

async function outputOf(input: WorkbookInput): Promise<WorkbookOutput> {
  try {
    return await read(input)
  } catch (error) {
    if (error instanceof WorkbookFault) return { fault: error.code }
    const { message } = error as Error
    const isEncrypted = /password|encrypt/i.test(message) && !/missing|zip/i.test(message)
    return { fault: isEncrypted ? 'sheet_encrypted' : 'sheet_unreadable' }
  }
}

async function read({
  bytes,
  sheet,
  withHidden,
  ...limits
}: WorkbookInput): Promise<WorkbookOutput> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const inZip = new HiddenInZip()
  const isZip = buffer.subarray(0, 2).toString('latin1') === 'PK'
  if (isZip) requireBoundedZip(buffer, (name, data) => inZip.see(name, data))
  // An .xlsx is Unicode throughout. The tables of older code pages take twice as long to load as
  // the rest of the reader.
  else XLSX.set_cptable(await import('@e965/xlsx/dist/cpexcel.full.mjs'))
  const book = XLSX.read(buffer, {
    type: 'buffer',
    dense: true,
    // One more than may be, so that it shows.
    sheetRows: limits.mostRows + 1,
    cellNF: true,
    cellHTML: false,
    cellText: true,
    codepage: 936,
  })
  const isFrom1904 = book.Workbook?.WBProps?.date1904 === true
  const sheetStates = book.Workbook?.Sheets ?? []
  const names = book.SheetNames.filter((_, at) => !sheetStates[at]?.Hidden)
  const filled = names.flatMap((name): { name: string; cells: SheetCells }[] => {
    if (sheet !== null && name !== sheet) return []
    const cells = cellsOfSheet(book.Sheets[name], { ...limits, isFrom1904 })
    return cells.rows.length === 0 ? [] : [{ name, cells }]
  })
  const wanted =
    sheet === null && filled.length > 1
      ? filled.filter(({ name }) => !notes.includes(name))
      : filled
  const [first] = wanted
  if (first === undefined) throw new WorkbookFault('sheet_empty')
  if (wanted.length > 1) return { choices: wanted.map(({ name }) => name) }
  if (first.cells.isTooLarge) throw new WorkbookFault('sheet_too_large')
  const { name } = first
  const hidden = withHidden
    ? nothingHidden
    : isZip
      ? inZip.of(book.SheetNames.indexOf(name))
      : hiddenInOlder(buffer, book.Sheets[name], name)
  return { sheet: name, ...withoutHidden(first.cells.rows, hidden) }
}

/** Of an .xls the library says which rows are hidden; columns only where it reads styles too. */
function hiddenInOlder(
  buffer: Buffer,
  sheet: XLSX.WorkSheet | undefined,
  name: string,
): HiddenCells {
  const styled = XLSX.read(buffer, {
    ...{ type: 'buffer', dense: true, sheetRows: 1, codepage: 936 },
    ...{ cellStyles: true, sheets: name },
  })
  const placesOf = (places: readonly ({ hidden?: boolean } | undefined)[] = []) =>
    new Set(Array.from(places.keys()).filter((at) => places[at]?.hidden))
  return { rows: placesOf(sheet?.['!rows']), columns: placesOf(styled.Sheets[name]?.['!cols']) }
}
