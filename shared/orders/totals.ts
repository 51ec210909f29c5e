import { isTotal, type SheetLine } from '../sheet.ts'
import { divisionOf, namesGoods } from './divisions.ts'
import { sumOf } from './headless-row.ts'
import { namedFigure, readAmount } from './parse-amount.ts'
import { readGoods } from './read-goods.ts'
import { goodsOfLine } from './read-line.ts'
import { plainTitle } from './sheet-head.ts'
import { isCategory } from './sheet-lines.ts'

const totalWord = new RegExp(
  '^(?:\\d{1,3}[.、]\\s?)?(?:本页|本[月周日次]|今日|以上|全部|累计)?\\s?' +
    '(?:[合总小共]\\s?计|累计|总数)(?:如下|为|是)?[:,\\s]*',
)
const totalBehind = /^(\p{Script=Han}{1,8}?)(?:小计|合计|总计)[:)]?$/u
/** What a total says of itself, where goods would be named. */
const noName = new RegExp(
  '^(?:净重|总重|总?金额|总?价|货?款|人民币|大写|共|一共|总共|全部|所有|约|品种|品名|食材|菜品|商品|' +
    '货物|原料|物资|应付|实付|优惠|预算|费用|采购|订购|需求|需要|税额?|.{0,4}[量数类项种样元额户])$',
)
const anyNamed = new RegExp(namedFigure, 'i')

/**
 * 合计土豆50斤、大米2袋: a total that names goods orders them, and is asked where goods stand above
 * that it may repeat. What it divides (其中:一食堂100斤) names none.
 */
export function withTotalsOfGoods(lines: readonly SheetLine[]): SheetLine[] {
  const result: SheetLine[] = []
  let areAbove = false
  for (const line of lines) {
    const named: SheetLine | null = isTotal(line) ? withoutTotal(line, areAbove) : null
    const before = result.at(-1)
    const divided = before === undefined ? null : amountsOfDivisions(line)
    if (divided !== null && before !== undefined) {
      const whole = readGoods(before.text).amount
      const isProven = JSON.stringify(sumOf(divided)) === JSON.stringify(whole)
      if (!isProven) result[result.length - 1] = { ...before, isDoubtful: true }
      continue
    }
    if (named !== null) result.push(areAbove ? { ...named, isDoubtful: true } : named)
    else result.push(line)
    areAbove ||= named !== null || (!isTotal(line) && mayOrder(line))
  }
  return result
}

function mayOrder({ cells, text }: SheetLine): boolean {
  if (!/\p{Script=Han}/u.test(text)) return false
  const [, ...others] = cells.filter((cell) => cell !== '')
  return anyNamed.test(text) || others.some((cell) => readAmount(cell) !== null)
}

/** The line without the word of a total, where it names goods; else null. */
function withoutTotal(line: SheetLine, areAbove: boolean): SheetLine | null {
  const at = line.cells.findIndex((cell) => cell !== '' && !/^\d{1,4}$/.test(cell))
  const first = line.cells[at] ?? ''
  const [, behind] = areAbove ? [] : (totalBehind.exec(first) ?? [])
  const rest = behind ?? first.replace(totalWord, '')
  if (rest === first) return null
  const cells = line.cells.map((cell, place) => (place === at ? rest : cell))
  const filled = cells.slice(at).filter((cell) => cell !== '')
  if (filled.length === 1)
    return areGoods(filled[0] ?? '') ? { ...line, text: filled[0] ?? '', cells } : null
  const isNamed = filled.some((cell, place) => {
    const next = filled[place + 1]
    return areGoods(cell) || (next !== undefined && isOrdered(cell, next))
  })
  return isNamed ? { ...line, cells } : null
}

function areGoods(text: string): boolean {
  return goodsOfLine(text).some((part) => {
    const { words, amount } = readGoods(part)
    return amount !== null && isName(words, amount.kind !== 'bare')
  })
}

function isOrdered(name: string, amount: string): boolean {
  const read = readAmount(amount)?.amount ?? null
  return read !== null && isName(name, read.kind !== 'bare')
}

function isName(words: string, isMeasured: boolean): boolean {
  const plain = plainTitle(words)
  if (noName.test(plain) || isCategory(plain) || divisionOf(plain) !== null) return false
  return namesGoods(plain) || (isMeasured && /^\p{Script=Han}{2}/u.test(plain))
}

const ofDivision = new RegExp(`^([^\\d:]{1,12}):?\\s?(${namedFigure})$`, 'i')

/** 其中:一食堂100斤,二食堂50斤: how what stands before is divided; null for anything else. */
function amountsOfDivisions({ cells, text }: SheetLine) {
  const filled = cells.filter((cell) => cell !== '')
  if (filled.length > 1 || !text.startsWith('其中')) return null
  const parts = text.replace(/^其中[:,\s]*/, '').split(/[,、;。\s]+/)
  const found = parts.filter(Boolean).map((part) => {
    const [, name = '', amount = ''] = ofDivision.exec(part) ?? []
    return divisionOf(plainTitle(name)) === null ? null : (readAmount(amount)?.amount ?? null)
  })
  return found.length === 0 || found.includes(null) ? null : found
}
