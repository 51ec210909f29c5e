import type { ReadAmount } from './parse-amount.ts'
import type { Understood } from './parse-rows.ts'
import { type Column, plainTitle, unitIn } from './sheet-head.ts'

const noun = '份|例|人|生|位|班级?|桌|[箱件袋筐盒桶包瓶罐]'
const ofEach = new RegExp(
  `^(?:(?:每个?|单)(${noun})|([人生])均)(?:需?用量|净?重量?|份量|数?量|标准|定量)?$`,
)
const perEach = new RegExp(`^(?:需?用量|净?重量?|份量|标准|定量)?[(/]?([^()/]{1,3})/(${noun})[)]?$`)
const ofCount = new RegExp(
  `^(?:总|用餐|就餐|学生|在校|实际|预计|应到|开餐)*(${noun})数量?$|^数量?[(](${noun})[)]$`,
)
const holders = /^[箱件袋筐盒桶包瓶罐]$/
const wholeWeight = /^(?:总|合计|共)重量?$/

/** 人 and 生 are counted alike, and so are 班 and 班级. */
function plainNoun(text: string): string {
  return text
    .replace('班级', '班')
    .replace('例', '份')
    .replace(/[生位]/, '人')
}

/** What a head says of one portion, person, class or pack: 每份, 单份(斤), 用量(g/人). */
function eachIn(title: string): { noun: string; unit: string } | null {
  const plain = plainTitle(title)
  const [, unitOfRate = '', nounOfRate = ''] = perEach.exec(plain) ?? []
  if (nounOfRate !== '') {
    const unit = unitIn(unitOfRate)
    return unit === '' ? null : { noun: plainNoun(nounOfRate), unit }
  }
  const [, name = plain, unit = ''] = /^([^()/]+)[(/]([^()/]{1,3})[)]?$/.exec(plain) ?? []
  const [, each, average] = ofEach.exec(name) ?? []
  const found = each ?? average
  return found === undefined ? null : { noun: plainNoun(found), unit: unitIn(unit) }
}

function countedIn(title: string): string | null {
  const [, number, unit] = ofCount.exec(plainTitle(title)) ?? []
  const found = number ?? unit
  return found === undefined ? null : plainNoun(found)
}

/**
 * 份数 beside 每份, 人数 beside 用量(g/人): how often, and how much each time. The weight of a box
 * beside 箱数 is that of a pack, and 总重 beside a number of them is the weight of all.
 */
export function withEach(
  columns: readonly (Column | null)[],
  titles: readonly string[],
): readonly (Column | null)[] {
  const counting = columns.flatMap((column, at) => (column?.kind === 'quantity' ? [at] : []))
  const isWhole = (at: number) => wholeWeight.test((titles[at] ?? '').replace(/[(/].*$/, ''))
  const rest = counting.filter((at) => !isWhole(at))
  const weighed = columns.map((column, at): Column | null =>
    isWhole(at) && rest.length > 0
      ? { kind: 'sum', unit: column?.unit || unitBehind(titles[at] ?? ''), isOfAll: true }
      : column,
  )
  if (columns.some((column) => column?.kind === 'part')) return weighed
  if (columns.some((column) => column?.kind === 'sum' && column.unit !== '')) return weighed
  const counts = titles.flatMap((title, at) => (countedIn(title) === null ? [] : [at]))
  const eaches = titles.flatMap((title, at) => (eachIn(title) === null ? [] : [at]))
  const [count, each] = [counts[0] ?? -1, eaches[0] ?? -1]
  const [counted, ofOne] = [countedIn(titles[count] ?? ''), eachIn(titles[each] ?? '')]
  const isOne = counts.length === 1 && eaches.length === 1 && count !== each
  const isAlone = rest.every((at) => at === count || at === each)
  if (!isOne || !isAlone || ofOne === null || counted !== ofOne.noun) return weighed
  const isOfPacks = holders.test(counted)
  return weighed.map((column, at) => {
    if (at === each) return { kind: 'pack', unit: ofOne.unit, isEach: !isOfPacks }
    if (at !== count || isOfPacks) return column
    return { kind: 'quantity', unit: counted === '份' ? '份' : '', each }
  })
}

function unitBehind(title: string): string {
  return unitIn(/[(/]([^()/]{1,3})[)]?$/.exec(plainTitle(title))?.[1] ?? '')
}

/** 4 pieces of 80kg in all weigh 20kg each; what contradicts the weight of all is in doubt. */
export function againstWhole(row: Understood, whole: ReadAmount | null): Understood {
  const { amount, packGrams } = row
  if (amount === null || whole?.amount?.kind !== 'weight') return row
  const { grams } = whole.amount
  const doubtful: Understood = { ...row, question: row.question ?? 'figure' }
  if (amount.kind === 'weight') return amount.grams === grams ? row : doubtful
  const count = amount.kind === 'packs' ? amount.packs : amount.figure
  if (amount.kind === 'bare' && [500, 1_000].some((each) => count * each === grams))
    return { ...row, amount: whole.amount }
  if (packGrams !== null) return count * packGrams === grams ? row : doubtful
  return grams % count === 0 ? { ...row, packGrams: grams / count } : doubtful
}
