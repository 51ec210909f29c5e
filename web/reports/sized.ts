import type { Figure } from '../../shared/figure.ts'
import { kilograms, largeMoney, tonnes, yuan } from '../platform/format.ts'

/** From here on a figure is read faster in the larger unit: 万元 and 吨. */
const largeFromCents = 1_000_000
const tonnesFromGrams = 1_000_000

export interface Sized {
  value: string
  /** The key of its unit in `reports.units`. */
  unit: 'largeMoney' | 'yuan' | 'tonnes' | 'kilograms'
  /** The unrounded figure, for the hover. */
  raw: string
}

/** Money as people say it: 元 of a small village, 万元 of a large one. */
export function sizedMoney(cents: Figure): Sized {
  const large = Number(cents) >= largeFromCents
  return {
    value: large ? largeMoney(cents) : yuan(cents),
    unit: large ? 'largeMoney' : 'yuan',
    raw: yuan(cents),
  }
}

/** Weight as people say it: 公斤 of a small village, 吨 of a large one. */
export function sizedWeight(grams: Figure): Sized {
  const large = Number(grams) >= tonnesFromGrams
  return {
    value: large ? tonnes(grams) : kilograms(grams),
    unit: large ? 'tonnes' : 'kilograms',
    raw: kilograms(grams),
  }
}

/** One unit for a whole column, so that its figures stand below each other. */
export function columnSizes(rows: readonly { cents: Figure; grams: Figure }[]) {
  const isLarge = Math.max(0, ...rows.map((row) => Number(row.cents))) >= largeFromCents
  const inTonnes = Math.max(0, ...rows.map((row) => Number(row.grams))) >= tonnesFromGrams
  return {
    moneyLabel: isLarge ? ('reports.units.money' as const) : ('reports.ledger.yuan' as const),
    money: isLarge ? largeMoney : yuan,
    weightLabel: inTonnes
      ? ('reports.units.weight' as const)
      : ('reports.ledger.kilograms' as const),
    weight: inTonnes ? tonnes : kilograms,
    gramsPerUnit: inTonnes ? 1_000_000 : 1_000,
  }
}
