/** What a cell of a table holds; null: nothing. */
export type CsvCell = string | number | null

/**
 * A row of a CSV file without its end (RFC 4180). A text that begins like a formula, in full-width
 * signs too, gets an apostrophe before it: no spreadsheet that opens the file runs it.
 */
export function csvLine(row: readonly CsvCell[]): string {
  return row.map(csvText).join(',')
}

function csvText(value: CsvCell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const isNumber = /^-?\d+(\.\d+)?%?$/.test(value)
  const safe = !isNumber && /^[=+\-@\t\r＝＋－＠]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
