import type { z } from 'zod'
import { fieldError } from '../../shared/errors.ts'
import { type matchedRow, mostRowText } from '../../shared/orders/basket.schemas.ts'
import { asRowAmount, type PacksFor, packsFor } from '../../shared/orders/packs-for.ts'
import { type ParsedRow, type ParsedSheet, parseSheet } from '../../shared/orders/parse-rows.ts'
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
  { unitId, text: pasted, parts: taken }: { unitId: string; text: string; parts: string[] },
): Promise<Omit<ParsedSheet, 'rows'> & { rows: MatchedRow[] }> {
  const lines = pasted.split('\n', mostLines + 1).length
  const { columns, parts, bare, rows } =
    lines > mostLines
      ? { columns: [], parts: [], bare: null, rows: [] }
      : parseSheet(pasted, await sheetColumnsOf(reader, unitId), taken)
  if (lines > mostLines || rows.length > mostRows)
    throw fieldError(['text'], 'too_long', { maximum: mostRows })
  const candidates = await packsForRows(
    reader,
    rows.map((row) => row.words),
  )
  const byRow = Map.groupBy(candidates, (candidate) => candidate.row)
  const read = rows.map((row, index) => matched(row, byRow.get(index) ?? []))
  return { columns, parts, bare, rows: read }
}

function matched(row: ParsedRow, packs: readonly PackForRow[]): MatchedRow {
  const chosen = meant(row, packs)
  const candidates = chosen ? [chosen] : byPack(row, packs).slice(0, suggestions)
  const [first] = candidates
  const amount = asRowAmount(row.amount, row.packGrams)
  const { quantity, rounded, question } = first ? packsFor(amount, first) : withoutGoods(row)
  return {
    text: shortened(row.shown ?? row.text),
    status: chosen ? 'matched' : first ? 'ambiguous' : 'unknown',
    amount,
    quantity,
    rounded,
    question: row.question ?? question,
    candidates: candidates.map(candidateView),
  }
}

/** What is known of the packs of a row that names no goods. */
function withoutGoods({ amount }: ParsedRow): PacksFor {
  const quantity = amount?.kind === 'packs' ? amount.packs : null
  return { quantity, rounded: false, question: null }
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

/** As much of a row as a basket keeps of it; half a sign is none. */
function shortened(text: string): string {
  return text.slice(0, mostRowText).replace(/[\ud800-\udbff]$/, '')
}

/** A pack as a sheet names it. */
export function candidateView(pack: NamedPack): MatchedRow['candidates'][number] {
  const { packId, productName, variety, packName, packGrams, priceCents } = pack
  const { category, photoFileId, cooperativeId, cooperativeName } = pack
  const looks = { category, photoFileId }
  const seller = { cooperativeId, cooperativeName }
  return { packId, productName, variety, ...looks, packName, packGrams, priceCents, ...seller }
}
