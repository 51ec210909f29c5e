import { parseWeight } from '../weight.ts'
import type { BareUnit } from './basket.schemas.ts'
import { isUnit } from './headless-row.ts'
import { inBareUnit } from './packs-for.ts'
import { packWeightUnit, readAmount } from './parse-amount.ts'
import type { ParsedRow } from './parse-rows.ts'

const unitBehind = /^(.{1,40}?)\s?[/(]([^/()]{1,3})[)]?$/

/** Whether a cell names goods with their unit: 土豆(斤). */
export function hasUnitBehind(cell: string): boolean {
  return isUnit(unitBehind.exec(cell)?.[2] ?? '')
}

/** The unit behind a name, '' where there is none; 大米(25kg/袋) names a pack. */
export function unitOfName(name: string): string {
  const [, words = '', unit = ''] = unitBehind.exec(name) ?? []
  return isUnit(unit) && !/\d[^()]*$/.test(words) ? unit : ''
}

/** 土豆(斤) with a bare 50: the unit stands behind the name. */
export function withUnitOfName(row: ParsedRow): ParsedRow {
  if (row.amount?.kind !== 'bare') return row
  const [, words = '', unit = ''] = unitBehind.exec(row.words) ?? []
  return isUnit(unit) ? { ...inUnitOfList(row, unit), words } : row
}

/** 洗洁精5kg, counted in 桶: the weight behind the name is that of a pack. */
export function withPackOfName(row: ParsedRow): ParsedRow {
  if (row.amount?.kind !== 'packs' || row.packGrams !== null) return row
  const [, words = '', weight = ''] = packBehind.exec(row.words) ?? []
  const packGrams = weight === '' ? null : parseWeight(weight, 'kg')
  if (packGrams === null) return row
  // 土豆50斤 | 3袋 may be fifty jin in three bags.
  const question = row.question ?? (/斤$/.test(weight) && !/公斤$/.test(weight) ? 'figure' : null)
  return { ...row, words, packGrams, question }
}

const packBehind = new RegExp(
  String.raw`^(.*\p{Script=Han})\s?(\d{1,4}(?:\.\d{1,3})?\s?${packWeightUnit})$`,
  'iu',
)

/** A figure beside the weight of a pack counts packs. */
export function inPacks(row: ParsedRow): ParsedRow {
  const { amount, packGrams } = row
  if (amount?.kind !== 'bare' || packGrams === null) return row
  if (!Number.isInteger(amount.figure)) return { ...row, amount: null, question: 'number' }
  return { ...row, amount: { kind: 'packs', packs: amount.figure, unit: '' } }
}

/**
 * A figure without a unit may be a weight or packs: it is asked unless somebody has stated it. What
 * is stated of all of them does not settle the rows whose unit the list leaves in doubt.
 */
export function inUnit(row: ParsedRow, unit: BareUnit | null): ParsedRow {
  const { amount } = row
  if (amount?.kind !== 'bare' || row.question === 'unit') return row
  const read = unit === null ? amount : inBareUnit(amount.figure, unit)
  const question = read === null ? 'number' : unit === null ? 'noUnit' : null
  return { ...row, amount: read, question: row.question ?? question }
}

/** A bare figure in the unit that stands above the list. */
export function inUnitOfList(row: ParsedRow, unit: string): ParsedRow {
  if (row.amount?.kind !== 'bare') return row
  const read = readAmount(String(row.amount.figure), unit)
  return read === null
    ? row
    : { ...row, amount: read.amount, question: row.question ?? read.question }
}
