import { Readable } from 'node:stream'
import { type CsvCell, csvLine } from '../../../shared/csv.ts'

type CsvRow = readonly CsvCell[]

/** Spreadsheets want it for Chinese. */
const byteOrderMark = '\uFEFF'
const chunkSigns = 65_536

/** A table as CSV with Chinese in it, as spreadsheets and banks' programs read it (RFC 4180). */
export function csvOf(rows: readonly CsvRow[]): string {
  return `${byteOrderMark}${rows.map(endedLine).join('')}`
}

/** The same as bytes, made as fast as they are taken, in memory of a few rows. */
export function csvStream(rows: AsyncIterable<CsvRow>): Readable {
  return Readable.from(chunksOf(rows), { objectMode: false })
}

async function* chunksOf(rows: AsyncIterable<CsvRow>): AsyncGenerator<string> {
  let text = byteOrderMark
  for await (const row of rows) {
    text += endedLine(row)
    if (text.length > chunkSigns) {
      yield text
      text = ''
    }
  }
  yield text
}

function endedLine(row: CsvRow): string {
  return `${csvLine(row)}\r\n`
}
