import { isTotal, type SheetLine } from './sheet.ts'

const ditto = /^(?:〃|''|′′|"|[同仝]上|同前)$/

/** 同上 and 〃 in a cell stand for what the row above says in its column. */
export function withRepeats(lines: readonly SheetLine[]): SheetLine[] {
  const result: SheetLine[] = []
  for (const line of lines) {
    const above = result.at(-1)
    const cells =
      above === undefined || isTotal(above)
        ? line.cells
        : line.cells.map((cell, at) =>
            ditto.test(cell) && above.cells[at] ? above.cells[at] : cell,
          )
    result.push({ ...line, cells })
  }
  return result
}
