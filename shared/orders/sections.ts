import type { SheetLine } from '../sheet.ts'
import { correcting, removing, takingBack } from './line-remarks.ts'
import { namedFigure } from './parse-amount.ts'

const longestHeading = 24

const away = `${removing}|不要|不用|不需|不必|不订|不买|不采购|无需|停送|停订|退货|退订|退回|缺货|断货`
const another =
  '库存|结存|现有|现存|已有|已到|已送|已订|已买|已购|已采购|已收|已下单|已报|已要|上周|上次|上月|上期|' +
  '昨天|昨日|昨晚|前天|往期|历史|参考|重复'
const again = '重发|重新发|补发'
const anew = `${correcting}|重新报|重新下单|重新下|重新点|重报`
const unwanted = new RegExp(`${away}|${takingBack}|${another}|${again}|${anew}`)
const ofAnother = new RegExp(another)
const ofAgain = new RegExp(again)
const ofAnew = new RegExp(anew)
const ofTakenBack = new RegExp(takingBack)
const wanted = /要|需|订|采购|本[周次期日月]|[今明]|下周|新|购|买|[加补]/
const fillers = new RegExp(
  '以[上下]|[上下][面述列]|前面|后面|刚才|之前|如[上下]|[这那][些个]|[这此本那][个张]?单|全部|所有|' +
    '[订菜清]单|单子|食材|内容|消息|部分|数量|剩余?|为准|' +
    '[均都全请先暂时的了吧哈啊单有还是为送发报按我们菜表货品]|[\\s\\p{P}\\p{S}]',
  'gu',
)

const any = new RegExp(`${unwanted.source}|${wanted.source}`, 'g')
const figure = new RegExp(namedFigure, 'i')

/** Whether nothing but words of a heading are in a text: 以上作废, and not 白菜不要了. */
function isHeading(text: string): boolean {
  if (text.length > longestHeading || figure.test(text)) return false
  return /:$/.test(text) || isOfWords(text)
}

function isOfWords(text: string): boolean {
  return text.replaceAll(any, '').replaceAll(fillers, '') === ''
}

/** Whether a text that names no goods says of those around it that they are not wanted as such. */
export function isUnwantedHeading(text: string): boolean {
  return unwanted.test(text) && isHeading(text)
}

/** 上周土豆, 库存白菜: what stood or was wanted at another time. */
export function isOfAnother(words: string): boolean {
  return ofAnotherFirst.test(words)
}

const ofAnotherFirst = new RegExp(`^(?:${another}|剩余?的?)(?=[\\s:]?\\p{Script=Han})`, 'u')

/** Which of the lines around a heading it puts in doubt. */
function sidesOf(text: string): { above: boolean; below: boolean } {
  const isBelow = /以下|下[面述列]|如下/.test(text)
  const isAbove = /以上|上[面述]|前面|刚才|之前|如上|这些/.test(text)
  if (isBelow || isAbove) return { above: isAbove, below: isBelow }
  if (ofAgain.test(text)) return { above: true, below: true }
  if (ofAnew.test(text)) return { above: true, below: false }
  if (/:$/.test(text) || ofAnother.test(text)) return { above: false, below: true }
  return { above: true, below: !ofTakenBack.test(text) }
}

const stroke = /^(?:-\s?(?=[^\d\s-])|[□☐])/

/** A stroke or an empty box before every line with an amount is no more than a bullet. */
function isBulleted(lines: readonly SheetLine[]): boolean {
  const counted = lines.filter(({ text }) => figure.test(text) || bareFigure.test(text))
  const isTicked = lines.some(({ text }) => /[☑☒√✓✔]|\[[x√✓v]\]/iu.test(text))
  const isBox = counted.some(({ text }) => /^[□☐]/.test(text))
  return (
    counted.length > 1 && counted.every(({ text }) => bullet.test(text)) && !(isBox && isTicked)
  )
}

const bareFigure = /\p{Script=Han}\s?:?\d{1,5}$/u
const bullet = /^(?:-|\p{So}|[•·●▪√→>])/u

/**
 * Lines with those in doubt marked: below 不要的: or 库存:, above 以上作废 or 撤回, up to the next
 * heading of what is wanted. Whether they are ordered, a person says (§2.7).
 */
export function withSections(lines: readonly SheetLine[]): SheetLine[] {
  let isOff = false
  let lastAbove = -1
  const isList = isBulleted(lines)
  const below = lines.map(({ cells }, at) => {
    const [text = '', ...others] = cells.filter((cell) => cell !== '')
    const isStroked = !isList && stroke.test(text)
    if (others.length > 0) return isOff || isStroked
    if (isUnwantedHeading(text)) {
      const sides = sidesOf(text)
      if (sides.above) lastAbove = at
      isOff = sides.below
      return false
    }
    const label = /^[^:]{1,12}:(?=.)/.exec(text)?.[0] ?? ''
    if (isUnwantedHeading(label)) return true
    if (wanted.test(text) && isHeading(text)) isOff = false
    if (wanted.test(label) && isOfWords(label)) isOff = false
    return isOff || isStroked
  })
  return lines.map((line, at) => {
    return below[at] || at < lastAbove ? { ...line, isDoubtful: true } : line
  })
}
