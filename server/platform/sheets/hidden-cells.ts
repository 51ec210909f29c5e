/** Rows and columns of a sheet that its program does not show, counted from 0. */
export interface HiddenCells {
  rows: ReadonlySet<number>
  columns: ReadonlySet<number>
}

/** How many rows and columns with something in them were left out because nobody sees them. */
export interface HiddenCounts {
  rows: number
  columns: number
}

export const nothingHidden: HiddenCells = { rows: new Set(), columns: new Set() }

/**
 * Gathers from the parts of an .xlsx, as they are unpacked, what is hidden in its sheets. Only
 * sheets that hide anything are gone through: the library says it too, but takes a third longer
 * for every file, and then counts empty cells with a format as rows.
 */
export class HiddenInZip {
  readonly #sheets = new Map<string, HiddenCells>()
  #workbook = ''
  #relations = ''

  see(name: string, data: Buffer): void {
    if (/^xl\/workbook\.xml$/i.test(name)) this.#workbook = data.toString('latin1')
    else if (/^xl\/_rels\/workbook\.xml\.rels$/i.test(name))
      this.#relations = data.toString('latin1')
    else if (/^xl\/worksheets\/[^/]+\.xml$/i.test(name) && hides(data))
      this.#sheets.set(name.toLowerCase(), hiddenIn(data.toString('latin1')))
  }

  /** What is hidden in a sheet, by its place among the sheets of the workbook. */
  of(place: number): HiddenCells {
    const tags = [...this.#workbook.matchAll(/<(?:\w{1,20}:)?sheet\s([^<>]*)>/g)]
    const id = /(?:^|\s)\w{1,20}:id\s*=\s*["']([^"']*)/.exec(tags[place]?.[1] ?? '')?.[1]
    if (id === undefined) return nothingHidden
    for (const [, attributes = ''] of this.#relations.matchAll(/<Relationship\s([^<>]*)>/g)) {
      if (attributeOf(attributes, 'Id') !== id) continue
      const target = (attributeOf(attributes, 'Target') ?? '').toLowerCase()
      const name = target.startsWith('/') ? target.slice(1) : `xl/${target}`
      return this.#sheets.get(name) ?? nothingHidden
    }
    return nothingHidden
  }
}

const signs = ['hidden="1"', 'hidden="true"', "hidden='1'", "hidden='true'"]

function hides(data: Buffer): boolean {
  return signs.some((sign) => data.includes(sign))
}

function attributeOf(attributes: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}\\s*=\\s*["']([^"']*)`).exec(attributes)?.[1]
}

/** Columns are named from one to another, to the end of the sheet where all behind are hidden. */
const mostColumns = 1_000

function hiddenIn(xml: string): HiddenCells {
  const rows = new Set<number>()
  const columns = new Set<number>()
  let row = -1
  for (const [, tag, attributes = ''] of xml.matchAll(/<(?:\w{1,20}:)?(row|col)\s([^<>]*)>/g)) {
    const isHidden = /(?:^|\s)hidden\s*=\s*["'](?:1|true)["']/.test(attributes)
    if (tag === 'row') row = Number(attributeOf(attributes, 'r') ?? row + 2) - 1
    if (!isHidden) continue
    if (tag === 'row') rows.add(row)
    else {
      const from = Number(attributeOf(attributes, 'min') ?? 0)
      const to = Math.min(Number(attributeOf(attributes, 'max') ?? 0), mostColumns)
      for (let at = from; at <= to; at += 1) columns.add(at - 1)
    }
  }
  return { rows, columns }
}

/** The rows without what is hidden, each at its place, and how much that was. */
export function withoutHidden(
  rows: readonly string[][],
  hidden: HiddenCells,
): { rows: string[][]; hidden: HiddenCounts } {
  const filled = new Set<number>()
  let count = 0
  const left = rows.map((cells, at) => {
    if (hidden.rows.has(at)) {
      if (cells.some((cell) => cell !== '')) count += 1
      return []
    }
    return cells.map((cell, column) => {
      if (!hidden.columns.has(column)) return cell
      if (cell !== '') filled.add(column)
      return ''
    })
  })
  return { rows: left, hidden: { rows: count, columns: filled.size } }
}
