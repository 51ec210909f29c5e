import { type CsvCell, csvLine } from '../../shared/csv.ts'
import type { Figure } from '../../shared/figure.ts'
import { centsToYuanText } from '../../shared/money.ts'

/** Hands a table to the browser's downloads as CSV that Excel and WPS read with Chinese in it. */
export function saveTable(name: string, rows: readonly (readonly CsvCell[])[]): void {
  const text = rows.map(csvLine).join('\r\n')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`\ufeff${text}\r\n`], { type: 'text/csv' }))
  link.download = `${name}.csv`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** A sum of the smallest unit with decimals, exact whatever its size. */
export function decimal(sum: Figure, decimals: 2 | 3): string | number {
  if (typeof sum === 'number') return sum / 10 ** decimals
  return sum.replace(new RegExp(`(\\d{${decimals}})$`), '.$1')
}

/** Basis points as a spreadsheet reads per cent: 3152 → "31.52%", -2026 → "-20.26%". */
export function percentCell(basisPoints: Figure | null): string {
  return basisPoints === null ? '' : `${centsToYuanText(basisPoints)}%`
}
