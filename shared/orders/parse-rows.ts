import { isTotal, type SheetLine, sheetLines } from '../sheet.ts'
import { parseWeight } from '../weight.ts'
import type { RowQuestion } from './orders.schemas.ts'
import {
  type Amount,
  isCountUnit,
  isWeightUnit,
  type ReadAmount,
  readAmount,
} from './parse-amount.ts'
import { amountInText, linesInOne, packPattern, packWeight, withoutNumber } from './read-text.ts'
import { type Column, columnOf } from './sheet-head.ts'

/** A pasted row as it was understood; what is meant by its words, the catalogue says. */
export interface ParsedRow {
  text: string
  /** Name, variety, seller: whatever names the goods. */
  words: string
  /** The net weight of the pack, where the row says one ("5公斤/箱"). */
  packGrams: number | null
  /** Null where none was read, or none can be proposed. */
  amount: Amount | null
  /** What could be read in two ways waits for a person, whatever `amount` proposes. */
  question: RowQuestion | null
}

/** A head stands among the first rows, below a title. */
const deepestHead = 15

/**
 * Rows as they come out of Excel or WPS: a title, a head wherever it stands, columns in any order,
 * units in the head, in cells of their own or beside the figures, serial numbers that begin
 * anywhere, totals. Typed lines such as "脆李 5kg装 20箱" and several in one line are understood
 * too. Takes time in proportion to the text, and never guesses silently (domain.md §2.7).
 */
export function parseRows(pasted: string): ParsedRow[] {
  const lines = sheetLines(pasted)
  const headAt = lines.slice(0, deepestHead).findIndex(isHead)
  if (headAt >= 0) {
    const columns = lines[headAt]?.cells.map(columnOf) ?? []
    const body = lines.slice(headAt + 1).filter((line) => !isTotal(line) && !isHead(line))
    return body.map((line) => ({ text: line.text, ...underHead(line.cells, columns) }))
  }
  const body = lines.filter((line, index) => !isTotal(line) && !(index === 0 && isTitle(line)))
  const serial = serialColumn(body)
  const isNumbered = body.filter((line) => withoutNumber(line.text) !== line.text).length > 1
  return body.flatMap(({ text, cells }) => {
    const filled = cells.filter((cell, at) => cell !== '' && at !== serial)
    if (filled.length > 1) return [{ text, ...withoutHead(cells, serial) }]
    return linesInOne(filled[0] ?? '', isNumbered).map((part) => ({
      text: part,
      ...fromText(part),
    }))
  })
}

/** At least two cells name columns, one of them goods or an amount, and none is an amount. */
function isHead({ cells }: SheetLine): boolean {
  const filled = cells.filter((cell) => cell !== '')
  if (filled.length < 2 || filled.some((cell) => readAmount(cell) !== null)) return false
  const kinds = filled.flatMap((cell) => columnOf(cell)?.kind ?? [])
  const tells = kinds.includes('words') || kinds.includes('quantity')
  return tells && kinds.length >= 2 && kinds.length * 2 >= filled.length
}

/** A first row of one cell that says what the list is and no goods. */
function isTitle({ cells, text }: SheetLine): boolean {
  const isAlone = cells.filter((cell) => cell !== '').length === 1
  return (
    isAlone && /(清单|采购单|订货单|订单|采购表|明细表?|计划表?|申请表?|报价单|菜单)$/.test(text)
  )
}

/** A column of whole numbers, each one more than the one above, beside another with figures. */
function serialColumn(lines: readonly SheetLine[]): number {
  const rows = lines.map((line) => line.cells)
  if (rows.length < 2) return -1
  const first = rows[0] ?? []
  return first.findIndex(
    (start, at) =>
      /^\d{1,4}[.、]?$/.test(start) &&
      rows.every(
        (cells, index) =>
          Number.parseInt(cells[at] ?? '', 10) === Number.parseInt(start, 10) + index,
      ) &&
      rows.every((cells) => cells.some((cell, other) => other !== at && readAmount(cell) !== null)),
  )
}

type Understood = Omit<ParsedRow, 'text'>

function underHead(cells: readonly string[], columns: readonly (Column | null)[]): Understood {
  const of = (kind: Column['kind']) =>
    cells.flatMap((cell, at) => (columns[at]?.kind === kind && cell !== '' ? [{ cell, at }] : []))
  const packCells = of('pack').map(({ cell }) => cell)
  const names = of('words').map(({ cell }) => cell)
  const words = [...names, ...packCells.map(withoutPack)].filter(Boolean).join(' ')
  const quantities = of('quantity')
  const [unit = ''] = of('unit').map(({ cell }) => cell)
  const reads = quantities.map(({ cell, at }) => amountInCell(cell, columns[at]?.unit || unit))
  const packGrams = firstOf([
    ...packCells.map(packIn),
    ...quantities.map(({ cell }) => packWeight(cell)),
    ...names.map(packWeight),
  ])
  if (quantities.length === 0) return noAmount(words, packGrams, fromText(words))
  const [read] = reads
  if (reads.length === 1 && read) return { words, packGrams, ...read }
  if (read === null || read === undefined)
    return { words, packGrams, amount: null, question: 'number' }
  return { words, packGrams, amount: read.amount, question: read.question ?? 'figure' }
}

/** A list that has no column of amounts may hold them beside the names. */
function noAmount(words: string, packGrams: number | null, inText: Understood): Understood {
  if (inText.amount === null) return { words, packGrams, amount: null, question: null }
  return { ...inText, packGrams: packGrams ?? inText.packGrams }
}

interface Figure {
  at: number
  read: ReadAmount
  isNamed: boolean
}

function withoutHead(cells: readonly string[], serial: number): Understood {
  const words: string[] = []
  const figures: Figure[] = []
  const units: { at: number; unit: string }[] = []
  let packGrams: number | null = null
  for (const [at, cell] of cells.entries()) {
    if (cell === '' || at === serial) continue
    if (isCountUnit(cell) || isWeightUnit(cell)) {
      units.push({ at, unit: cell })
      continue
    }
    const read = amountInCell(cell, '')
    packGrams ??= packWeight(cell)
    if (read !== null) figures.push({ at, read, isNamed: !/^[\d,. ]+$/.test(cell) })
    else if (cell !== '') words.push(withoutPack(cell))
  }
  const name = words.filter(Boolean).join(' ')
  if (figures.length === 0)
    return { ...fromText(name), packGrams: packGrams ?? fromText(name).packGrams }
  return { words: name, ...chosen(cells, figures, units, packGrams) }
}

/** Which figure is the amount, without a head to say so. */
function chosen(
  cells: readonly string[],
  figures: readonly Figure[],
  units: readonly { at: number; unit: string }[],
  packGrams: number | null,
): Omit<Understood, 'words'> {
  const beside = (figure: Figure) =>
    units.find(({ at }) => at === figure.at + 1) ?? units.find(({ at }) => at === figure.at - 1)
  const bare = figures.filter(({ isNamed }) => !isNamed)
  const whole = bare.filter(({ read }) => read.amount !== null)
  const counted = figures.filter(({ isNamed, read }) => isNamed && read.amount?.kind === 'packs')
  const weights = figures.filter(({ isNamed, read }) => isNamed && read.amount?.kind === 'weight')
  const [withUnit] = bare.filter(beside)
  const [best] = [
    ...counted,
    ...(withUnit ? [withUnit] : []),
    ...(weights.length > 0 ? whole : []),
    ...weights,
    ...figures,
  ]
  if (best === undefined) return { packGrams, amount: null, question: null }
  const unit = beside(best)?.unit ?? ''
  const read = unit === '' ? best.read : (amountInCell(cells[best.at] ?? '', unit) ?? best.read)
  const [pack] = weights.filter((figure) => figure !== best)
  const grams = packGrams ?? (pack?.read.amount?.kind === 'weight' ? pack.read.amount.grams : null)
  const isAlone = figures.length === 1 || (counted.length === 1 && best === counted[0])
  const isPackBeside = figures.length === 2 && pack !== undefined && best !== pack
  const question = read.question ?? (isAlone || isPackBeside ? null : 'figure')
  return { packGrams: grams, amount: read.amount, question }
}

/** An amount, with what stands in brackets behind it left out: "3箱(每箱10斤)". */
function amountInCell(cell: string, unit: string): ReadAmount | null {
  return readAmount(cell, unit) ?? readAmount(cell.replaceAll(/\([^()]*\)/g, ''), unit)
}

function packIn(cell: string): number | null {
  return packWeight(cell) ?? parseWeight(cell, 'kg')
}

function withoutPack(cell: string): string {
  return parseWeight(cell, 'kg') === null ? cell.replace(packPattern, ' ').trim() : ''
}

/** "脆李 5kg装 20箱", "20斤土豆": the amount stands at the end or at the beginning. */
function fromText(text: string): Understood {
  const packGrams = packWeight(text)
  const rest = text.replace(packPattern, ' ').trim()
  const { words, read } = amountInText(rest)
  return { words, packGrams, amount: read?.amount ?? null, question: read?.question ?? null }
}

function firstOf(values: readonly (number | null)[]): number | null {
  return values.find((value) => value !== null) ?? null
}
