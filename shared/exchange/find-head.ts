import { isWeightUnit } from '../orders/parse-amount.ts'
import { plainTitle } from '../orders/sheet-head.ts'
import { isSignature, isTotal, type NumberedLine } from '../sheet.ts'

/** A field as heads name it, in whatever language. */
export interface NamedField {
  name: string
  /** What a head may say, as people write it. */
  words: readonly string[]
  isRequired: boolean
}

export interface FoundTable {
  titles: string[]
  /** The field of each column; null where none is meant, or where two columns mean one. */
  fields: (string | null)[]
  rows: readonly NumberedLine[]
  /** What stands above the head: a title, whose account it is. */
  above: readonly NumberedLine[]
}

/** A head stands among the first rows, below a title. */
const deepestHead = 15

/**
 * The table in a sheet: the row that names most fields is its head, wherever it stands; one with a
 * single name is none. Where no row names two, the first row with two cells is, for a person to
 * say what its columns are. `mapping` says what heads mean that were corrected before.
 */
export function findTable(
  lines: readonly NumberedLine[],
  fields: readonly NamedField[],
  mapping: ReadonlyMap<string, string | null>,
): FoundTable | null {
  const candidates = lines.slice(0, deepestHead)
  const words = wordsOf(fields)
  const scores = candidates.map(({ cells }) => scoreOf(cells, words, mapping))
  const best = Math.max(...scores, 0)
  const at =
    best >= 2
      ? scores.indexOf(best)
      : candidates.findIndex(({ cells }) => cells.filter((cell) => cell !== '').length >= 2)
  const head = candidates[at]
  if (head === undefined) return null
  const titles = [...head.cells]
  return {
    titles,
    fields: fieldsOf(titles, words, mapping),
    rows: lines.slice(at + 1),
    above: lines.slice(0, at),
  }
}

/** What a head may say, as it is compared, and the field that it means. */
interface FieldWord {
  field: string
  key: string
}

function wordsOf(fields: readonly NamedField[]): FieldWord[] {
  return fields.flatMap(({ name: field, words }) =>
    words.map((word) => ({ field, key: withoutUnit(titleKey(word)) })),
  )
}

function scoreOf(
  cells: readonly string[],
  words: readonly FieldWord[],
  mapping: ReadonlyMap<string, string | null>,
): number {
  return new Set(fieldsOf(cells, words, mapping).filter((field) => field !== null)).size
}

/** What was corrected counts first, then a head that is a name, then one that ends in a name. */
function fieldsOf(
  titles: readonly string[],
  words: readonly FieldWord[],
  mapping: ReadonlyMap<string, string | null>,
): (string | null)[] {
  const found = titles.map((title) => fieldOf(title, words, mapping))
  return found.map((match, at) => {
    if (match === null) return null
    const rivals = found.filter((other) => other?.field === match.field)
    const best = Math.max(...rivals.map((rival) => rival?.rank ?? 0))
    const isOnly = rivals.filter((rival) => rival?.rank === best).length === 1
    return match.rank === best && isOnly && titles[at] !== '' ? match.field : null
  })
}

function fieldOf(
  title: string,
  words: readonly FieldWord[],
  mapping: ReadonlyMap<string, string | null>,
): { field: string; rank: number } | null {
  const key = titleKey(title)
  if (key === '' || key.length > 40) return null
  const known = mapping.get(key)
  if (known !== undefined) return known === null ? null : { field: known, rank: 1_000 }
  const matches = matchesOf(withoutUnit(key), words)
  // 职务（角色）: what stands in brackets names it, where nothing before them does.
  if (matches.length === 0) matches.push(...matchesOf(titleKey(unitOfTitle(title)), words))
  const best = Math.max(...matches.map(({ rank }) => rank))
  const meant = new Set(matches.filter(({ rank }) => rank === best).map(({ field }) => field))
  const [field] = meant
  return field === undefined || meant.size > 1 ? null : { field, rank: best }
}

function matchesOf(name: string, words: readonly FieldWord[]): { field: string; rank: number }[] {
  return words.flatMap(({ field, key }) => {
    if (name === key) return [{ field, rank: 500 }]
    return key.length > 1 && name.endsWith(key) ? [{ field, rank: key.length }] : []
  })
}

/** A head as it is compared and kept. */
export function titleKey(title: string): string {
  return plainTitle(title.normalize('NFKC')).replaceAll('必填', '')
}

/** A head as it is compared, without what stands in brackets behind it. */
export function withoutUnit(key: string): string {
  return key.replace(/[([][^()[\]]*[)\]]$/, '')
}

/** The unit that a head says in brackets: 万元 of 年度预算(万元). */
export function unitOfTitle(title: string): string {
  return /[([]([^()[\]]{1,12})[)\]]$/.exec(title.normalize('NFKC').trim())?.[1]?.trim() ?? ''
}

/** The units that stand above a head for all its figures: 金额单位：万元；重量单位：公斤. */
export function unitsAbove(
  above: readonly NumberedLine[],
): Partial<Record<'money' | 'weight', string>> {
  const units: Partial<Record<'money' | 'weight', string>> = {}
  for (const { text } of above)
    for (const [, listed = ''] of text.normalize('NFKC').matchAll(/单位\s?:\s?([^:)\];。]{1,24})/g))
      for (const word of listed.split(/[、,\s]+/).map((each) => each.replace(/^人民币/, ''))) {
        if (/^[百千万亿]*元$/.test(word)) units.money ??= word
        else if (isWeightUnit(word)) units.weight ??= word
      }
  return units
}

/** Whether a row that lacks what every row has is a total, a signature or a template's example. */
export function isAside(line: NumberedLine, lacksRequired: boolean): boolean {
  const first = line.cells.find((cell) => cell !== '') ?? ''
  if (/^[(（]?(示例|example)[)）:：\s]/i.test(first)) return true
  const plain = { ...line, cells: line.cells.map((cell) => cell.normalize('NFKC')) }
  return lacksRequired && (isTotal(plain) || isSignature(plain))
}
