import * as XLSX from '@e965/xlsx'

/** A workbook as a spreadsheet program writes it, of rows of cells. */
export function aWorkbook(
  rows: readonly (readonly unknown[])[],
  format: 'xlsx' | 'biff8' = 'xlsx',
  sheets: Record<string, readonly (readonly unknown[])[]> = {},
): Buffer {
  const book = XLSX.utils.book_new()
  for (const [name, cells] of Object.entries({ Sheet1: rows, ...sheets }))
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(cells.map((row) => [...row])), name)
  return XLSX.write(book, { type: 'buffer', bookType: format })
}

/** The same with rows and columns of its first sheet hidden, as a filter leaves them. */
export function hiding(
  bytes: Buffer,
  hidden: { rows: readonly number[]; columns: readonly number[] },
  format: 'xlsx' | 'biff8' = 'xlsx',
): Buffer {
  const book = XLSX.read(bytes, { type: 'buffer' })
  const sheet = book.Sheets[book.SheetNames[0] ?? ''] ?? {}
  const places = (all: readonly number[]) =>
    Array.from({ length: Math.max(-1, ...all) + 1 }, (_, at) => ({ hidden: all.includes(at) }))
  sheet['!rows'] = places(hidden.rows)
  sheet['!cols'] = places(hidden.columns)
  return XLSX.write(book, { type: 'buffer', bookType: format })
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** A valid unified social credit code of an organ, another one for each number (domain.md §9). */
export function aCreditCode(number: number, kind = '11'): string {
  const body = `${kind}500237${String(number).padStart(9, '0')}`
  let [sum, weight] = [0, 1]
  for (const sign of body) {
    sum += alphabet.indexOf(sign) * weight
    weight = (weight * 3) % 31
  }
  return `${body}${alphabet[(31 - (sum % 31)) % 31]}`
}
