import type { z } from 'zod'
import { fieldError } from '../../shared/errors.ts'
import { type matchedRow, mostRowText } from '../../shared/orders/basket.schemas.ts'
import { countsOtherwise, mostPacks } from '../../shared/orders/parse-amount.ts'
import { type ParsedRow, parseSheet, type TakenColumn } from '../../shared/orders/parse-rows.ts'
import { type NamedPack, type PackForRow, packsForRows } from '../catalogue/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { sheetColumnsOf } from './sheet-columns.ts'

type MatchedRow = z.input<typeof matchedRow>

const mostRows = 200
/** Titles, blank lines and totals are no rows; far more lines than rows are not even read. */
const mostLines = 5 * mostRows
const suggestions = 6

/**
 * The products that pasted rows mean, in their order; rows without a match are answered too. The
 * columns are read as the unit has said.
 */
export async function matchRows(
  reader: Reader,
  { unitId, text: pasted }: { unitId: string; text: string },
): Promise<{ columns: TakenColumn[]; rows: MatchedRow[] }> {
  const lines = pasted.split('\n', mostLines + 1).length
  const { columns, rows } =
    lines > mostLines
      ? { columns: [], rows: [] }
      : parseSheet(pasted, await sheetColumnsOf(reader, unitId))
  if (lines > mostLines || rows.length > mostRows)
    throw fieldError(['text'], 'too_long', { maximum: mostRows })
  const candidates = await packsForRows(
    reader,
    rows.map((row) => row.words),
  )
  const byRow = Map.groupBy(candidates, (candidate) => candidate.row)
  return { columns, rows: rows.map((row, index) => matched(row, byRow.get(index) ?? [])) }
}

function matched(row: ParsedRow, packs: readonly PackForRow[]): MatchedRow {
  const chosen = meant(row, packs)
  const candidates = chosen ? [chosen] : byPack(row, packs).slice(0, suggestions)
  const [first] = candidates
  const { quantity, rounded } = packsOf(row, first)
  return {
    text: shortened(row.text),
    status: chosen ? 'matched' : first ? 'ambiguous' : 'unknown',
    quantity,
    rounded,
    question: row.question ?? questionAbout(row, quantity, first),
    candidates: candidates.map(candidateView),
  }
}

/** What only the goods show: more than can be ordered, or another unit than that of the pack. */
function questionAbout(row: ParsedRow, quantity: number | null, pack: PackForRow | undefined) {
  if (row.amount === null || pack === undefined) return null
  if (quantity === null) return 'number'
  const isOther = row.amount.kind === 'packs' && countsOtherwise(row.amount.unit, pack.packName)
  return isOther ? 'unit' : null
}

/** The one pack a row can mean, or undefined where a person must choose. */
function meant(row: ParsedRow, packs: readonly PackForRow[]): PackForRow | undefined {
  const wholePacks = packs.filter((pack) => pack.whole)
  const sameName = wholePacks.filter((pack) => row.words === pack.productName)
  const likely = sameName.length > 0 ? sameName : wholePacks
  const sameSize = likely.filter((pack) => pack.packGrams === row.packGrams)
  const matches = row.packGrams === null ? likely : sameSize
  return matches.length === 1 ? matches[0] : undefined
}

/** Packs of the weight that the row says come first. */
function byPack(row: ParsedRow, packs: readonly PackForRow[]): PackForRow[] {
  const isSized = (pack: PackForRow) => pack.packGrams === row.packGrams
  return [...packs.filter(isSized), ...packs.filter((pack) => !isSized(pack))]
}

/** Packs to order; a weight is rounded up to whole packs. */
function packsOf(row: ParsedRow, pack: PackForRow | undefined) {
  if (row.amount === null) return { quantity: null, rounded: false }
  if (row.amount.kind === 'packs') return { quantity: row.amount.packs, rounded: false }
  if (pack === undefined) return { quantity: null, rounded: false }
  const { grams } = row.amount
  const packs = Math.ceil(grams / pack.packGrams)
  if (packs > mostPacks) return { quantity: null, rounded: false }
  return { quantity: packs, rounded: grams % pack.packGrams !== 0 }
}

/** As much of a row as a basket keeps of it; half a sign is none. */
function shortened(text: string): string {
  return text.slice(0, mostRowText).replace(/[\ud800-\udbff]$/, '')
}

/** A pack as a sheet names it. */
export function candidateView(pack: NamedPack): MatchedRow['candidates'][number] {
  const { packId, productName, variety, packName, packGrams, priceCents } = pack
  const { cooperativeId, cooperativeName } = pack
  const seller = { cooperativeId, cooperativeName }
  return { packId, productName, variety, packName, packGrams, priceCents, ...seller }
}
