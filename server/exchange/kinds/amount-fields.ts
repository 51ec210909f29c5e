import { parseYuan } from '../../../shared/money.ts'
import { parseWeight } from '../../../shared/weight.ts'
import { type Facts, moneyValue, stated } from './fields.ts'
import type { MeantOption, Read, ReadField } from './kind.ts'

/** The unit behind the figure of a cell; its last signs, where it is longer than any. */
const ownUnit = /[^\d\s.,]{1,12}$/

/** A weight of goods up to 10,000 吨, with its unit; without one it is asked (§2.7). */
export function weightOf<const R extends boolean = false>(
  facts: Facts<R>,
): ReadField<number> & { isRequired: R } {
  return {
    ...{ ...stated(facts), measure: 'weight' },
    says: (value) => ({ type: 'weight', value }),
    read: (text, unit, beside = '') => {
      const plain = text.normalize('NFKC').replaceAll(/\s/g, '')
      const head = unit
        .normalize('NFKC')
        .replaceAll(/\s|单位:?/g, '')
        .replace(/^\/|\/.*$/g, '')
      const [own = ''] = ownUnit.exec(plain) ?? []
      if (own === '') return head === '' ? { code: 'weight_unit_missing' } : weightIn(plain + head)
      const written = weightIn(plain)
      const other = head === '' ? written : weightIn(plain.slice(0, -own.length) + head)
      if (!('value' in written && 'value' in other)) return written
      // 斤 and 公斤 stand beside one another; of 3000吨 under 重量(公斤) a person says what it is.
      // A unit of the row's own that says another contradicts the cell, 1000斤 beside 公斤.
      const factor = written.value / other.value
      if (factor === 1 || (beside === '' && factor >= 0.5 && factor <= 2)) return written
      return { options: [written, other].map(({ value }) => optionOf(value)) }
    },
  }
}

function weightIn(text: string): Read<number> {
  const weight = parseWeight(text, 'g')
  if (weight === null) return { code: 'wrong_format' }
  if (weight < 1) return { code: 'too_small', values: { minimum: '0.001' } }
  return weight > mostGrams
    ? { code: 'too_big', values: { maximum: '10,000 t' } }
    : { value: weight }
}

function optionOf(grams: number): MeantOption<number> {
  const label = `${(grams / 1_000).toLocaleString('en', { maximumFractionDigits: 3 })} 公斤 (kg)`
  return { value: String(grams), label, meaning: grams }
}

const mostGrams = 10_000_000_000
const mostPackCents = 100_000_000
const weightUnit = /^(市?斤|公斤|千克|克|吨|kg|g|t|jin)$/i

/**
 * The price of one pack in 分, of a head or cell that says 元, alone or by the pack (元/箱). What says
 * no unit could be the price of a 斤 as well, and what says so is one: neither is guessed (§2.7).
 */
export function packPriceOf<const R extends boolean = false>(
  facts: Facts<R>,
): ReadField<number> & { isRequired: R } {
  return {
    ...{ ...stated(facts), measure: 'money', says: moneyValue },
    read: (text, unit) => {
      const plain = text.normalize('NFKC').replaceAll(/\s/g, '')
      const [, figures = '', own = ''] = /^(¥?[\d.,]+)(.*)$/.exec(plain) ?? []
      const head = unit.normalize('NFKC').replaceAll(/\s|人民币|单位:?/g, '')
      // 3.5元 under 单价(元/斤) is the price of a 斤 all the same.
      const isOfHead = own === '' || (own === '元' && head.startsWith('元/'))
      const price = isOfHead ? head : own.startsWith('/') ? `元${own}` : own
      if (figures === '') return { code: 'wrong_format' }
      const named = /^(?:元|yuan|cny|rmb)(?:\/(.{1,8}))?$/i.exec(price)
      if (named === null) return { code: 'price_unit_missing' }
      if (weightUnit.test(named[1] ?? '')) return { code: 'price_per_weight' }
      const amount = parseYuan(figures)
      if (amount === null) return { code: 'wrong_format' }
      if (amount < 1) return { code: 'too_small', values: { minimum: '0.01' } }
      return amount > mostPackCents
        ? { code: 'too_big', values: { maximum: mostPackCents / 100 } }
        : { value: amount }
    },
  }
}

const counted = /^(\d{1,9})(?:[件箱袋盒个枚只户天日包桶瓶份]|days?|packs?)?$/i

/** A whole number of at least one, such as `10`, `10 件` or `１０`. */
export function countOf<const R extends boolean = false>(
  facts: Facts<R>,
  most: number,
): ReadField<number> & { isRequired: R } {
  return {
    ...{ ...stated(facts), says: (value: number) => ({ type: 'count', value }) },
    read: (text) => {
      const plain = text.normalize('NFKC').replaceAll(/\s/g, '')
      const [, figures = ''] = counted.exec(plain) ?? []
      if (figures === '') return { code: 'wrong_format' }
      const value = Number(figures)
      if (value < 1) return { code: 'too_small', values: { minimum: 1 } }
      return value > most ? { code: 'too_big', values: { maximum: most } } : { value }
    },
  }
}

/** Days, or months of 30 and years of 365 days: 90, 90天, 18个月, 1年半. */
export function shelfLifeOf(facts: Facts<false>, most: number) {
  const { read, ...field } = countOf(facts, most)
  return {
    ...{ ...field, says: (value: number) => ({ type: 'days', value }) as const },
    read: (text) => {
      const plain = text.normalize('NFKC').replaceAll(/\s/g, '')
      const match = /^(\d{1,3})(?:个?(月|年)(半)?|(months?|years?))$/i.exec(plain)
      if (match === null) return read(text, '')
      const [, figures, unit = match[4], half] = match
      const days = /^(?:月|month)/i.test(unit ?? '') ? 30 : 365
      return read(String(Math.floor((Number(figures) + (half ? 0.5 : 0)) * days)), '')
    },
  } satisfies ReadField<number>
}
