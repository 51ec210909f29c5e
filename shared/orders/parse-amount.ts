import { parseWeight } from '../weight.ts'

/** How much is asked: whole packs, or a weight that packs must make up. */
export type Amount =
  | { kind: 'packs'; packs: number; named: boolean }
  | { kind: 'weight'; grams: number }

const countUnits =
  /^(箱|件|盒|袋|包|桶|筐|瓶|罐|只|个|份|条|提|box|boxes|bag|bags|case|cases|pcs?)$/i
const weightUnits = /^(斤|市斤|公斤|千克|克|吨|kg|g|t|jin)$/i

/** Whether a text is nothing but a unit in which packs are counted, such as 箱. */
export function isCountUnit(text: string): boolean {
  return countUnits.test(text)
}

/** Whether a text is nothing but a unit of weight, such as 斤 or kg. */
export function isWeightUnit(text: string): boolean {
  return weightUnits.test(text)
}

/** A cell that is nothing but an amount, full-width figures included; null otherwise. */
export function parseAmount(cell: string): Amount | null {
  return amountOf(cell.normalize('NFKC').trim().replaceAll(',', ''))
}

/** The same for text in plain figures; a bare figure counts packs. */
export function amountOf(text: string): Amount | null {
  const match = /^(\d{1,7}(?:\.\d{1,3})?)\s*(\S*)$/.exec(text)
  if (match === null) return null
  const [, figure = '', unit = ''] = match
  if (isWeightUnit(unit)) {
    const grams = parseWeight(`${figure}${unit}`, 'kg')
    return grams === null || grams === 0 ? null : { kind: 'weight', grams }
  }
  if (unit !== '' && !isCountUnit(unit)) return null
  const packs = Number(figure)
  // Excel writes 20 as 20.0 where the column has decimals.
  return Number.isInteger(packs) && packs > 0 ? { kind: 'packs', packs, named: unit !== '' } : null
}
