import { parseWeight } from '../weight.ts'
import { type Amount, amountOf, isCountUnit, isWeightUnit, parseAmount } from './parse-amount.ts'

/** A pasted row as it was understood; what is meant by its words, the catalogue says. */
export interface ParsedRow {
  text: string
  /** Name, variety, seller: whatever names the goods. */
  words: string
  /** The net weight of the pack, where the row says one ("5公斤/箱"). */
  packGrams: number | null
  amount: Amount | null
}

type Column = 'words' | 'pack' | 'quantity' | 'unit' | 'ignored'

const headWords: [Column, RegExp][] = [
  ['quantity', /^(数量|采购量|订货量|订购量|需求量|申报数量|qty|quantity|amount ordered)/i],
  ['unit', /^(单位|计量单位|unit)$/i],
  ['pack', /^(规格|包装|规格型号|pack|size|spec)/i],
  ['words', /^(品名|名称|商品|产品|货品|物料|食材|品种|菜名|name|product|item|goods)/i],
  ['words', /^(供应商|合作社|商家|卖家|产地|supplier|seller|cooperative|origin)/i],
  [
    'ignored',
    /^(序号|编号|no\.?$|单价|价格|金额|小计|合计|总价|备注|日期|price|sum|total|note|date)/i,
  ],
]

/**
 * Rows as they come out of Excel or WPS: cells apart by tabs, columns in any order, with or
 * without a head, full-width figures, amounts in packs or by weight. Typed lines such as
 * "脆李 5kg装 20箱" are understood too. Empty lines and lines of a total are left out.
 */
export function parseRows(pasted: string): ParsedRow[] {
  const rows = pasted
    .split(/\r?\n/)
    .map((line) => ({ text: line.replaceAll('\t', ' ').trim(), cells: cellsOf(line) }))
    .filter(({ cells, text }) => cells.some((cell) => cell !== '') && !isTotal(text))
  const head = rows[0] && columnsOf(rows[0].cells)
  const body = head ? rows.slice(1) : rows
  const serial = head ? -1 : serialColumn(body.map((row) => row.cells))
  return body.map(({ text, cells }) => {
    const columns = head ?? cells.map((_, at) => (at === serial ? 'ignored' : undefined))
    return { text, ...understood(cells, columns) }
  })
}

function cellsOf(line: string): string[] {
  return line.split('\t').map((cell) => cell.normalize('NFKC').replaceAll('"', '').trim())
}

function isTotal(text: string): boolean {
  return /^"?(合计|总计|小计|total)/i.test(text)
}

/** The fields of the columns, where the first row is a heading. */
function columnsOf(cells: readonly string[]): (Column | undefined)[] | null {
  if (cells.length < 2 || cells.some((cell) => parseAmount(cell) !== null)) return null
  const columns = cells.map((cell) => headWords.find(([, pattern]) => pattern.test(cell))?.[0])
  return columns.filter((column) => column !== undefined).length >= 2 ? columns : null
}

/** A column that counts 1, 2, 3 … beside another one that holds figures. */
function serialColumn(rows: readonly string[][]): number {
  if (rows.length < 2) return -1
  return (rows[0] ?? []).findIndex(
    (_, at) =>
      rows.every((cells, index) => cells[at] === String(index + 1)) &&
      rows.every((cells) => cells.some((cell, other) => other !== at && parseAmount(cell))),
  )
}

function understood(
  cells: readonly string[],
  columns: readonly (Column | undefined)[],
): Omit<ParsedRow, 'text'> {
  const words: string[] = []
  const figures: { cell: string; amount: Amount; column: Column | undefined }[] = []
  let unit = ''
  let packGrams: number | null = null
  for (const [at, cell] of cells.entries()) {
    const column = columns[at]
    if (cell === '' || column === 'ignored') continue
    const amount = column === 'words' ? null : parseAmount(cell)
    if (amount === null && (isCountUnit(cell) || isWeightUnit(cell)) && column !== 'words')
      unit = cell
    else if (amount !== null) figures.push({ cell, amount, column })
    else if (column === 'pack' || packWeight(cell) !== null) {
      packGrams ??= packWeight(cell)
      words.push(cell.replace(packPattern, ' '))
    } else words.push(cell)
  }
  const chosen = chooseFigure(figures)
  for (const { amount } of figures)
    if (amount !== chosen?.amount && amount.kind === 'weight') packGrams ??= amount.grams
  const amount = chosen ? withUnit(chosen.amount, unit) : null
  if (amount !== null || words.length !== 1) return { words: words.join(' '), packGrams, amount }
  return fromOneCell(words[0] as string, packGrams)
}

/** The column called quantity; else what counts packs; else a bare figure; else a weight. */
function chooseFigure<T extends { amount: Amount; column: Column | undefined }>(
  figures: readonly T[],
): T | undefined {
  return (
    figures.find(({ column }) => column === 'quantity') ??
    figures.find(({ amount }) => amount.kind === 'packs' && amount.named) ??
    figures.find(({ amount, column }) => amount.kind === 'packs' && column !== 'pack') ??
    figures.find(({ column }) => column !== 'pack')
  )
}

/** A bare figure takes the unit that stands in a cell of its own. */
function withUnit(amount: Amount, unit: string): Amount {
  if (amount.kind !== 'packs' || amount.named || !isWeightUnit(unit)) return amount
  return amountOf(`${amount.packs}${unit}`) ?? amount
}

/** "脆李 5kg装 20箱", "20斤土豆": the amount stands at the end or at the beginning. */
function fromOneCell(cell: string, packCellGrams: number | null): Omit<ParsedRow, 'text'> {
  const packGrams = packCellGrams ?? packWeight(cell)
  const rest = cell.replace(packPattern, ' ').trim()
  const end = /^(.*?[^\d.])[\s:,x×*]*(\d[\d,]*(?:\.\d+)?\s*[^\d\s.]*)$/.exec(rest)
  const start = /^(\d[\d,]*(?:\.\d+)?\s*(?:公斤|千克|市斤|[a-z]+|\p{Script=Han}))\s*(.+)$/u.exec(
    rest,
  )
  const atEnd = end && parseAmount(end[2] ?? '')
  if (atEnd) return { words: (end[1] ?? '').trim(), packGrams, amount: atEnd }
  const atStart = start && parseAmount(start[1] ?? '')
  if (atStart) return { words: (start[2] ?? '').trim(), packGrams, amount: atStart }
  return { words: rest, packGrams, amount: null }
}

/** A weight that describes the pack, not the amount: "5kg/箱", "10斤装", "每箱5公斤". */
const someWeight = String.raw`(\d+(?:\.\d+)?\s*(?:公斤|千克|市斤|斤|克|kg|g))`
const packPattern = new RegExp(
  String.raw`(?:每\s*\S\s*)?${someWeight}\s*(?:\/\s*\S|每\s*\S|装|一?\s*[箱袋盒件筐]装)` +
    String.raw`|每\s*[箱袋盒件筐]\s*${someWeight}`,
  'i',
)

function packWeight(cell: string): number | null {
  const match = packPattern.exec(cell)
  const weight = match?.[1] ?? match?.[2]
  return weight === undefined ? null : parseWeight(weight, 'kg')
}
