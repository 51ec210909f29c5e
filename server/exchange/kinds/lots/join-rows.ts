import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import { splitByLargestRemainder } from '../../../../shared/split.ts'
import type { CheckedRow, CheckInput } from '../kind.ts'
import type { LotValues } from './lot-fields.ts'

export type LotRow = CheckedRow<LotValues>
type Choices = CheckInput<LotValues>['choices']

/** The rows of a lot as one, or what is wrong with some of them. */
type Joined = { values: LotValues } | { faults: Map<number, RowRemark[]> }

const whole = 10_000
const mostVillages = 40
/** What rows of one lot say alike. */
const facts = [
  ...(['harvestedOn', 'certificate', 'certificateFrom', 'certificateTo'] as const),
  ...(['promiser', 'expiresOn'] as const),
]

/** Several rows of one lot number, each one village with its weight or its share (§3.5). */
export function joinRows(rows: readonly LotRow[], choices: Choices): Joined {
  const [first, second] = rows
  if (first === undefined) throw new Error('a lot has a row')
  if (second === undefined) return alone(first)
  const faults = contradictions(rows)
  if (faults.size > 0) return { faults }
  const measure = measureOf(rows, first, choices)
  if ('faults' in measure) return measure
  const stated = facts.map((fact) => [fact, rows.find((row) => row.values[fact])?.values[fact]])
  const parts = rows.flatMap((row, at) =>
    row.values.village.map((village) => ({
      ...{ village, number: row.number },
      weight: BigInt(measure.parts[at] ?? 0) * BigInt(village.shareBasisPoints),
    })),
  )
  const claims = parts.map(({ village, weight }) => ({ key: village.code, weight: String(weight) }))
  const shares = splitByLargestRemainder(whole, claims)
  const village = parts.map((part) => ({
    ...part.village,
    shareBasisPoints: shares.get(part.village.code) ?? 0,
  }))
  const tiny = parts.find((_, at) => village[at]?.shareBasisPoints === 0)
  if (tiny !== undefined) {
    const values = { minimum: measure.grams / 10_000_000 }
    return faultOf(tiny.number, { field: 'weight', code: 'too_small', values })
  }
  if (village.length > mostVillages) {
    const values = { maximum: mostVillages }
    return faultOf(first.number, { field: 'village', code: 'too_big', values })
  }
  const households = measure.isOfLot ? first.values.households : sumOfHouseholds(rows)
  const common: Partial<LotValues> = Object.fromEntries(stated)
  return { values: { ...first.values, ...common, village, weight: measure.grams, households } }
}

function alone({ number, values }: LotRow): Joined {
  const { share } = values
  return share === null || share === whole ? { values } : notWhole(number, share)
}

function notWhole(number: number, share: number) {
  const values = { sum: share / 100 }
  return faultOf(number, { field: 'share', code: 'shares_do_not_sum', values })
}

function faultOf(number: number, fault: RowRemark): { faults: Map<number, RowRemark[]> } {
  return { faults: new Map([[number, [fault]]]) }
}

function contradictions(rows: readonly LotRow[]): Map<number, RowRemark[]> {
  const faults = new Map<number, RowRemark[]>()
  const add = (number: number, fault: RowRemark) =>
    faults.set(number, [...(faults.get(number) ?? []), fault])
  for (const fact of facts) {
    const [first, ...others] = rows.filter(({ values }) => values[fact])
    for (const { number, values } of others)
      if (first !== undefined && values[fact] !== first.values[fact])
        add(number, { field: fact, code: 'row_differs', values: { row: first.number } })
  }
  const rowOf = new Map<string, number>()
  for (const { number, values } of rows)
    for (const { code } of values.village) {
      const row = rowOf.get(code)
      if (row !== undefined) add(number, { field: 'village', code: 'same_as_row', values: { row } })
      rowOf.set(code, row ?? number)
    }
  return faults
}

/** The weight of all, the part of each row, and whether a row's figures are the whole lot's. */
type Measure =
  | { grams: number; parts: number[]; isOfLot: boolean }
  | { faults: Map<number, RowRemark[]> }

/**
 * Without shares, the weights of the rows are their parts. With shares, a weight that all rows have
 * is the lot's; weights in the ratio of the shares are parts, and where both fit it is asked.
 */
function measureOf(rows: readonly LotRow[], first: LotRow, choices: Choices): Measure {
  const weights = rows.map(({ values }) => values.weight)
  const sum = weights.reduce((total, grams) => total + grams, 0)
  if (rows.every(({ values }) => values.share === null))
    return { grams: sum, parts: weights, isOfLot: false }
  const shares = rows.flatMap(({ values }) => values.share ?? [])
  if (shares.length < rows.length) {
    const required: RowRemark = { field: 'share', code: 'required' }
    const missing = rows.filter(({ values }) => values.share === null)
    return { faults: new Map(missing.map(({ number }) => [number, [required]])) }
  }
  const ofAll = shares.reduce((total, share) => total + share, 0)
  if (ofAll !== whole) return notWhole(first.number, ofAll)
  const grams = first.values.weight
  const isRepeated = weights.every((weight) => weight === grams)
  const isInRatio = weights.every(
    (weight, at) => Math.abs(weight / sum - (shares[at] ?? 0) / whole) < 0.005,
  )
  const ofLot = { grams, parts: shares, isOfLot: true }
  const ofRows = { grams: sum, parts: shares, isOfLot: false }
  if (isRepeated && isInRatio) return askedMeasure(first, [ofLot, ofRows], choices)
  if (isRepeated) return ofLot
  if (isInRatio) return ofRows
  const other = rows.find(({ values }) => values.weight !== grams) ?? first
  const values = { row: first.number }
  return faultOf(other.number, { field: 'weight', code: 'row_differs', values })
}

function askedMeasure(
  { number, values }: LotRow,
  measures: readonly { grams: number; parts: number[]; isOfLot: boolean }[],
  choices: Choices,
): Measure {
  const text = values.number ?? ''
  const chosen = measures.find(({ grams }) => choices.weight?.[text] === String(grams))
  if (chosen !== undefined) return chosen
  const options = measures.map(({ grams }) => ({
    ...{ value: String(grams), label: `全批 ${grams / 1000} 公斤 (whole lot: ${grams / 1000} kg)` },
  }))
  return faultOf(number, { field: 'weight', code: 'ambiguous', values: { text }, text, options })
}

function sumOfHouseholds(rows: readonly LotRow[]): number | null {
  const stated = rows.flatMap(({ values }) => values.households ?? [])
  return stated.length === 0 ? null : stated.reduce((total, count) => total + count, 0)
}
