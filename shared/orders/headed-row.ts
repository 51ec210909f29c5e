import { unitOfName } from './bare-figures.ts'
import { againstWhole } from './each-of.ts'
import { amountInCell, isUnit, packIn, sumOf, unitOfCell, withoutPack } from './headless-row.ts'
import { isNothing } from './list-parts.ts'
import {
  type Amount,
  isOtherUnit,
  isWeightUnit,
  mostGrams,
  mostPacks,
  type ReadAmount,
  readAmount,
  saysOtherwise,
  unitOfAmount,
} from './parse-amount.ts'
import type { Understood } from './parse-rows.ts'
import { readGoods } from './read-goods.ts'
import { packWeight, withoutPrices } from './read-text.ts'
import type { Column } from './sheet-head.ts'
import { isCategory } from './sheet-lines.ts'

/**
 * A row under a head, by its columns; `unitOfAll` stands above the head. Where the row says
 * another unit than its column or its name, a person says which of them holds (§2.7).
 */
export function underHead(
  cells: readonly string[],
  columns: readonly (Column | null)[],
  unitOfAll: string,
): Understood {
  const of = (kind: Column['kind']) =>
    cells.flatMap((cell, at) => (columns[at]?.kind === kind && cell !== '' ? [{ cell, at }] : []))
  const sized = of('pack')
    .filter(({ at }) => !columns[at]?.isEach)
    .map(({ cell, at }) => sizedCell(cell, columns[at]?.unit ?? ''))
  const packCells = sized.filter((cell) => !isUnit(cell))
  const named = of('words').map(({ cell }) => cell)
  const names = named.length > 1 ? named.filter((name) => !isCategory(name)) : named
  const words = [...names, ...packCells.map(withoutPack)].filter(Boolean).join(' ')
  const ofColumn = columns.find((column) => column?.kind === 'unit')?.unit ?? ''
  const [unitText = ofColumn] = [...of('unit').map(({ cell }) => cell), ...sized.filter(isUnit)]
  const { unit, packGrams: unitGrams, isUnknown } = unitOfCell(unitText)
  const unitOfSum = columns.find((column) => column?.kind === 'sum')?.unit ?? ''
  const behindNames = names.map(unitOfName)
  const readOf = ({ cell, at }: { cell: string; at: number }) => {
    const each = columns[at]?.each ?? -1
    if (columns[each]?.isEach)
      return timesEach(cell, withoutPrices(cells[each] ?? ''), columns[each]?.unit || unitOfAll)
    const ofPart = columns[at]?.kind === 'part' ? unitOfSum : ''
    const ofColumns = columns[at]?.unit || ofPart || unit
    const read = amountInCell(withoutPrices(cell), ofColumns || unitOfAll)
    const own = unitOfAmount(cell)
    // 1000斤 beside 公斤 in the cell of the unit; 大米(袋) with a bare 10 under 数量(斤).
    const others = own === '' ? behindNames.map((each) => [each, ofColumns]) : [[own, unit]]
    const isTwofold = others.some(([one = '', other = '']) => saysOtherwise(one, other))
    return read && isTwofold ? { ...read, question: read.question ?? ('unit' as const) } : read
  }
  const quantities = of('quantity').filter(({ cell }) => !/^[-/无]$/.test(cell))
  const packGrams = firstOf([
    ...packCells.map(packIn),
    unitGrams,
    ...quantities.map(({ cell }) => packWeight(cell)),
    ...names.map(packWeight),
    ...quantities.map(({ at }) => columns[at]?.packGrams ?? null),
  ])
  // 合计(斤) is how much; without a unit it may be money, and proves what stands beside it at most.
  const hasParts = columns.some((column) => column?.kind === 'part')
  const isSum = ({ at }: { at: number }) => hasParts || columns[at]?.unit !== ''
  const sums = of('sum').filter(isSum).map(readOf)
  const count = columns.filter((column) => column?.kind === 'quantity').length
  const parts = of('part').filter(isWanted).map(readOf)
  if (count === 0) return noQuantity({ words, packGrams }, { parts, sums, columns })
  if (quantities.length === 0) return noAmount(words, packGrams)
  const [read, ...others] = quantities.map(readOf)
  const unread: Understood = { words, packGrams, amount: null, question: 'number' }
  if (read === null || read === undefined) return unread
  if (columns[quantities[0]?.at ?? -1]?.isWeight && read.amount?.kind === 'bare') return unread
  const isRivalled = cells.some((cell, at) => {
    const rival = columns[at]?.isRival ? readOf({ cell, at }) : null
    return rival !== null && !isSame(rival, read)
  })
  const headed = columns[quantities[0]?.at ?? -1]?.unit ?? ''
  const isTwofold = count === 1 && headed !== '' && unit !== '' && isOtherUnit(headed, unit)
  const isUnnamed = columns.some((column) => column?.isUnnamed)
  const isOne =
    count === 1 ||
    (!isUnnamed && others.length === count - 1 && others.every((each) => isSame(each, read)))
  const question =
    read.question ??
    (isOne && !isRivalled ? null : 'figure') ??
    (isUnknown || isTwofold ? 'unit' : null)
  const row: Understood = { words, packGrams, amount: read.amount, question }
  const [whole] = of('sum').filter(({ at }) => isWeightOfAll(columns[at]))
  return whole === undefined ? row : againstWhole(row, readOf(whole))
}

/** 总重, 合计(斤). */
function isWeightOfAll(column: Column | null | undefined): boolean {
  return column?.isOfAll === true || isWeightUnit(column?.unit ?? '')
}

/** 100 portions of 3斤 are 300斤; without the weight of one, portions are asked. */
function timesEach(count: string, each: string, unit: string): ReadAmount | null {
  const times = readAmount(count.replace(/\s?(?:[份人桌]|个?班级?)$/, ''))
  if (times?.amount?.kind !== 'bare' || !Number.isInteger(times.amount.figure)) {
    return { amount: null, question: 'number' }
  }
  const one = amountInCell(each, unit)
  if (one === null || one.amount === null) return { amount: null, question: 'number' }
  const amount = multiplied(one.amount, times.amount.figure)
  if (amount === null) return { amount, question: 'number' }
  return { amount, question: times.question ?? one.question }
}

function multiplied(amount: Amount, times: number): Amount | null {
  if (amount.kind === 'weight') {
    const grams = amount.grams * times
    return grams <= mostGrams ? { kind: 'weight', grams } : null
  }
  if (amount.kind === 'packs') {
    const packs = amount.packs * times
    return packs <= mostPacks ? { ...amount, packs } : null
  }
  const figure = Math.round(amount.figure * times * 1e6) / 1e6
  return figure <= mostPacks ? { kind: 'bare', figure } : null
}

/** 10 under 规格(斤/箱) is 10斤 a pack. */
function sizedCell(cell: string, unit: string): string {
  return isWeightUnit(unit) && /^\d+(?:\.\d+)?$/.test(cell) ? cell + unit : cell
}

function isWanted({ cell }: { cell: string }): boolean {
  return !isNothing(cell)
}

function isSame(left: ReadAmount | null, right: ReadAmount): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

/**
 * Days, meals or places side by side: their sum counts where the list says the same, unless they
 * are days, since an order comes on one; else a person says which of them are ordered (§2.7).
 */
function noQuantity(
  named: { words: string; packGrams: number | null },
  {
    parts,
    sums,
    columns,
  }: {
    parts: readonly (ReadAmount | null)[]
    sums: readonly (ReadAmount | null)[]
    columns: readonly (Column | null)[]
  },
): Understood {
  const [only] = sums
  if (parts.length === 0 && sums.length === 1 && only)
    return { ...named, amount: only.amount, question: only.question }
  if (parts.length === 0) return noAmount(named.words, named.packGrams)
  const isRead = parts.every((part) => part !== null && part.question === null)
  const amount = isRead ? sumOf(parts.map((part) => part?.amount ?? null)) : null
  if (amount === null) return { ...named, amount: null, question: 'number' }
  const isProven = sums.length === 1 && isSame(sums[0] ?? null, { amount, question: null })
  if (sums.length > 0 && !isProven) return { ...named, amount, question: 'figure' }
  const isStated = columns.some((column) => column?.isStated)
  const days = columns.filter((column) => column?.division === 'day' && column.kind === 'part')
  const isSettled = isStated || (isProven && days.length < 2)
  return { ...named, amount, question: isSettled ? null : 'parts' }
}

/** A list that has no column of amounts may hold them beside the names. */
function noAmount(words: string, packGrams: number | null): Understood {
  const inText = readGoods(words)
  if (inText.amount === null) return { words, packGrams, amount: null, question: null }
  return { ...inText, packGrams: packGrams ?? inText.packGrams }
}

function firstOf(values: readonly (number | null)[]): number | null {
  return values.find((value) => value !== null) ?? null
}
