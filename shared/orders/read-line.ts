import { divisionOf, namesGoods } from './divisions.ts'
import { callingOffAt, changesOrder, isDivided, isSizeAt } from './line-remarks.ts'
import {
  isCountUnit,
  isWeightUnit,
  namedFigure,
  readAmount,
  tensInWords,
  unitPattern,
} from './parse-amount.ts'
import {
  amountInText,
  packPattern,
  packsTimesWeight,
  withoutNumber,
  withoutPrices,
  withoutProvenSum,
} from './read-text.ts'
import { numberedParts } from './serials.ts'
import { isCategory, isPolite } from './sheet-lines.ts'

const greetingWords =
  '[^\\s,:]?老板|[^\\s,:]?师傅|老师好|您好|你好|大家好|今天|今晚|明天|后天|明早|明晚|早上|上午|下午|晚上|' +
  '下?周[一二三四五六日天]|星期[一二三四五六日天]|\\d{1,2}月\\d{1,2}[日号]|食堂|学校|麻烦您?|请|帮忙|' +
  '\\d{1,2}点(?:半|\\d{1,2}分)?(?:之?前|左右)?|帮我|给我|送货|请送|我们|我|需要|想要|订购?|采购|还有|送|要|来'
const greeting = new RegExp(`^(?:(?:@\\S{1,12}\\s|${greetingWords})[,:\\s!~]*){1,8}`)

/** [11/28 07:30] 食堂李姐: before what was written then. */
const stamp = /^\[[^\]]{0,24}\d{1,2}:\d{2}[^\]]{0,8}\]\s?(?:[^:\d]{1,12}:)?\s?/

const strong =
  /^@|老师好|老板|师傅|[您你]好|大家好|[今明后]天|明[早晚]|麻烦|帮[忙我]|给我|需要|想要|请/

const phone = /(?:(?:联系)?电话|手机号?|tel)?[:\s]{0,2}(?<!\d)1[3-9]\d{9}(?!\d)/gi

/** 11月28日 土豆50斤, 7:30 土豆50斤: for when it is. */
const moment = /^(?:(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|\d{1,2}:\d{2})[\s,:]*(?=\p{Script=Han})/u

/** 再加胡萝卜10斤, 上面的土豆改成50斤: what stands before the name. */
const again =
  /^(?:需要?|采购|还有|再加|另加|外加|还要|再来|再要|多加|追加|另要|(?:上面|刚才|前面|之前)的?)(?=\p{Script=Han}{2})/u

/** 土豆多加10斤. */
const more = /(?<=\p{Script=Han})(?:多加|再加|另加|追加|再要|再来)\s?(?=\d)/gu

/** 洋芋:200 番茄:60: a name with a colon begins anew behind a figure. */
const labelled = /(?<=:\s?\d{1,5})\s(?=\p{Script=Han}{1,10}:\s?\d)/gu

/** 土豆50斤/白菜30斤, 土豆50斤+白菜30斤. */
const joined = /(?<=[斤克吨箱袋筐桶盒件个只g])(?:\/(?=\p{Script=Han}{2})|\+(?=\p{Script=Han}))/iu

/** 再来两筐番茄: who asks for more names no goods. */
const asking = new RegExp(`^(?:再|还|另外?|外)(?:来|加|要|订|买|拿|送)(?=${namedFigure})`, 'i')
const anyFigure = new RegExp(namedFigure, 'i')

/** The goods of a line, each with its amount, where several stand in it. */
export function goodsOfLine(line: string): string[] {
  return numberedParts(line)?.flatMap(goodsOfPartOfLine) ?? goodsOfPartOfLine(line)
}

function goodsOfPartOfLine(line: string): string[] {
  const dated = line.replaceAll(phone, ' ').replace(stamp, '').replace(moment, '').trim() || line
  const plain = tensInWords(
    ofOneUnit(dated)
      .replace(more, ' ')
      .replace(/每[样种](?=\s?\d)/, '各'),
  )
  const numbered = withoutProvenSum(withoutNumber(plain))
  const text = withoutPrices(withoutNumber(withoutWriter(numbered))) || numbered
  const parts = text
    .replaceAll(labelled, ';')
    .split(/(?<!\d)[,、](?!\d{3}(?!\d))|[,、](?!\d)|[;。!]/)
    .flatMap((part) => part.split(joined))
    .map((part) => withoutCategory(part.trim()).replace(asking, '').replace(again, ''))
    .filter(Boolean)
  const read = inPairs(withSharedUnit(parts)).map((part) => ({ part, goods: goodsOfPart(part) }))
  const counted = read.filter(({ goods }) => goods !== null)
  if (counted.length === 0) return [text]
  if (read.length === 1) return withShared(counted[0]?.goods ?? [text])
  const goods = read.flatMap(({ part, goods }) => goods ?? (isPolite(part) ? [] : [part]))
  return withShared(goods)
}

/** 肉类:猪肉20斤. */
function withoutCategory(part: string): string {
  const [label = '', category = ''] = /^([^:\d]{1,8}):\s?(?=\S)/.exec(part) ?? []
  return isCategory(category) ? part.slice(label.length) : part
}

/** "土豆50 白菜30(单位:斤)": names and bare figures in turn, and the unit of all of them. */
function ofOneUnit(line: string): string {
  const [, goods = line, unit = ''] =
    /^(.*\d)[\s,;]*[(]?单位:\s?([^\d\s()]{1,3})[)]?$/.exec(line) ?? []
  const isKnown = unit === '' || isWeightUnit(unit) || isCountUnit(unit)
  if (!isKnown || !inTurns.test(goods)) return line
  return goods.replaceAll(
    /(?<=\p{Script=Han}\s?:?\d{1,4}(?:\.\d{1,2})?)(?=[\s,;、]|$)/gu,
    `${unit};`,
  )
}

const inTurns = /^(?:\p{Script=Han}{1,8}\s?:?\d{1,4}(?:\.\d{1,2})?(?:[\s,;、]+|$)){2,40}$/u

/** "土豆50、白菜30(斤)": the unit behind the last figure is that of all bare ones. */
function withSharedUnit(parts: readonly string[]): string[] {
  const [, unit] = /\d\s?\(([^()\d]{1,3})\)$/.exec(parts.at(-1) ?? '') ?? []
  if (unit === undefined || !(isWeightUnit(unit) || isCountUnit(unit))) return [...parts]
  return parts.map((part) => (/\d$/.test(part) ? part + unit : part))
}

/** 要大个的, 分两袋装, 肥瘦三七开: how what stands before it should be. */
const ofQuality = new RegExp(
  '^(?:(?:要|需|务必|必须|最好|尽量)[^,;]{1,10}[的些点]$|(?:要|需)(?:新鲜|嫩|大|小|去皮|切)|' +
    '分[^,;]{1,6}装$|肥瘦|去[皮骨头根叶]{1,3}$|切[^,;]{1,4}$)',
)

/** 每筐30斤, 每条2斤左右: of what stands before it. */
const ofEach = new RegExp(
  `^每(?:${unitPattern})\\s?约?\\d[\\d.]{0,5}\\s?(?:${unitPattern})(?:左右|上下)?$`,
)

/** "土豆,50斤": a name and behind it an amount belong together. */
function inPairs(parts: readonly string[]): string[] {
  const pairs: string[] = []
  for (const part of parts) {
    const before = pairs.at(-1)
    const isFor = before !== undefined && amountInText(before).read === null && !isPolite(before)
    const off = before === undefined || isFor ? '' : callingOffAt(part).words
    if (off !== '' && amountInText(part).read !== null)
      pairs.splice(-1, 1, `${before}(${off})`, part)
    else if (before !== undefined && changesOrder(part) && amountInText(part).read === null)
      pairs[pairs.length - 1] = `${before}(${part})`
    else if (before !== undefined && ofQuality.test(part) && !/\d/.test(part)) continue
    else if (before !== undefined && ofEach.test(part)) pairs[pairs.length - 1] += `(${part})`
    else if (isFor && readAmount(part) !== null)
      pairs[pairs.length - 1] +=
        pairs.length > 1 && !part.startsWith('各') ? `, ${part}` : ` ${part}`
    else pairs.push(part)
  }
  return pairs
}

/** "一食堂:土豆50斤": who writes, or a category, is no part of the name. */
function withoutWriter(line: string): string {
  const [, writer = '', rest = ''] = /^([^:]{1,12}):\s?(.+)$/.exec(line) ?? []
  const isMeal =
    /^(?:(?:周|星期)[一二三四五六日天]|\d{1,2}月\d{1,2}[日号]|早餐|早点|午餐|中餐|晚餐|加餐|夜宵)$/.test(
      writer,
    )
  const isWriter =
    isMeal ||
    isCategory(writer) ||
    /(的菜|要货|订货|订菜|需要|食堂|学校|小学|中学|幼儿园|医院|老师|单位|订单|采购|菜单|[组科室灶队部处班连])$/.test(
      writer,
    )
  const plain = isWriter && amountInText(rest).words !== '' ? rest : line
  const [begin = ''] = greeting.exec(plain) ?? []
  return strong.test(begin) && begin.length < plain.length ? plain.slice(begin.length) : plain
}

/** The goods of a text without separators, or null where it has no amount. */
function goodsOfPart(part: string): string[] | null {
  if (packsTimesWeight(part) !== null || /买.{1,4}送/.test(part)) return [part]
  const several = bareInTurns(part) ?? ofSum(part) ?? severalIn(part)
  if (several !== null) return several
  const { read, words } = amountInText(part.replace(packPattern, ' ').trim())
  return read === null || words === '' ? null : [part]
}

const bareTurns = /^(?:\p{Script=Han}{1,8}\d{1,4}){2,40}(?=$|\s)/u

/** 土豆50番茄30辣椒10: each name has its figure. */
function bareInTurns(part: string): string[] | null {
  if (bareTurns.exec(part)?.[0] !== part) return null
  const goods = [...part.matchAll(/(\p{Script=Han}+)(\d+)/gu)]
  const areNames = goods.every(([, name = '']) => namesGoods(name) && divisionOf(name) === null)
  return areNames ? goods.map(([, name, figure]) => `${name} ${figure}`) : null
}

/** 土豆和番茄共50斤: both are named, and asked. */
function ofSum(part: string): string[] | null {
  const [, names = '', amount = ''] =
    /^(\p{Script=Han}{1,30}?)\s?(?:一共|总共|合计|共计?)\s?(\d.{0,12})$/u.exec(part) ?? []
  const goods = names.split(/[和及与跟]/)
  if (goods.length < 2 || !goods.every(namesGoods) || readAmount(amount) === null) return null
  return goods.map((name, at) => (at === goods.length - 1 ? `${name}共${amount}` : name))
}

const figures = new RegExp(`(?<![\\d.,+*×x±-])${namedFigure}`, 'gi')

/** "土豆50斤 白菜30斤", "土豆50斤白菜30斤": a name before each of at least two amounts. */
function severalIn(part: string): string[] | null {
  if (packPattern.test(part)) return null
  const matches = [...part.matchAll(figures)].filter(
    ({ 0: figure, index }) =>
      /^[\d半一二两三四五六七八九十]/.test(figure) && !isSizeAt(part, index),
  )
  if (matches.length < 2) return null
  const first = part.slice(0, matches[0]?.index).trim()
  if (first === '' || /^(?:要|来|订|买)$/.test(first)) return amountsFirst(part, matches)
  const goods: string[] = []
  let from = 0
  for (const match of matches) {
    const between = part.slice(from, match.index)
    const [remark = ''] = goods.length > 0 ? (remarkFirst.exec(between) ?? []) : []
    // 五花肉20斤(去皮) 鸡蛋2箱: what stands in brackets is said of the goods before.
    if (remark !== '') goods[goods.length - 1] += remark.trim()
    const before = between.slice(remark.length)
    // 萝卜30斤不要 番茄20斤 calls off what stands before, unless it may mean what follows.
    const off = callingOffAt(before)
    const isOff = off.words !== '' && goods.length > 0
    if (isOff) goods[goods.length - 1] += `(${off.words})`
    const name = (isOff && !off.isOfBoth ? off.rest : before)
      .replace(/^\s*(?:和|及|还有|加上|再来|另外|另|\d{1,2}[.)、](?!\d))/, '')
      .trim()
    const isSum = /^(?:共|共计|合计)$/.test(name) && goods.length < 2
    // 土豆 午餐20斤 晚餐15斤: amounts of one name.
    if (['day', 'meal'].includes(divisionOf(name.split(' ').at(-1) ?? '') ?? '')) return null
    if (!/[\p{Script=Han}a-z]/iu.test(name) || !isName(name) || isSum) return null
    from = match.index + match[0].length
    goods.push(`${name} ${match[0].trim()}`)
  }
  const rest = part.slice(from).trim()
  if (/\d/.test(rest)) return null
  return rest === '' || isPolite(rest) ? goods : null
}

const remarkFirst = /^\s?\([^()\d]{1,12}\)/

/** "50斤土豆和30斤白菜": a name behind each amount. */
function amountsFirst(part: string, matches: readonly RegExpExecArray[]): string[] | null {
  const goods = matches.map((match, at) => {
    const behind = part.slice(match.index + match[0].length, matches[at + 1]?.index)
    const name = behind.replace(/(?:和|及|还有|加上|再来|另外|另)\s*$/, '').trim()
    return { name, amount: match[0].trim() }
  })
  const isSum = (name: string) => /^(?:共|共计|合计)$/.test(name)
  const isList = goods.every(
    ({ name }) => /\p{Script=Han}/u.test(name) && isName(name) && !isSum(name),
  )
  return isList ? goods.map(({ name, amount }) => `${name} ${amount}`) : null
}

/** What stands between two amounts names goods, unless it joins the amounts to one another. */
function isName(text: string): boolean {
  return !/^(?:约|或者?|到|至|改[成为]?|每.{1,2}|装|一共|左右|多|来|即|约合|[/每].{1,2})$/.test(
    text,
  )
}

/** "土豆、白菜各20斤": those before have the same amount. */
function withShared(goods: readonly string[]): string[] {
  const result: string[] = []
  for (const each of goods) {
    const [, names, amount] = /^(.{0,60}?)[\s:]?各(?:要|来|订|买)?\s?(.+)$/.exec(each) ?? []
    if (names === undefined || amount === undefined || readAmount(amount) === null) {
      result.push(each)
      continue
    }
    if (isDivided(names)) {
      // 周一三五各20斤, 一三食堂各50斤: one row, whose whole amount a person must say.
      const from = result.findLastIndex((before) => amountInText(before).read !== null) + 1
      result.push([...result.splice(from), each].join(' '))
      continue
    }
    const several = names.split(/\s|和|及|与|跟|还有|以上|全部|[都均]/).filter(Boolean)
    let shared = several.length
    for (let at = result.length - 1; at >= 0; at -= 1) {
      const before = result[at] ?? ''
      if (anyFigure.test(before) || amountInText(before).read !== null) break
      result[at] = `${before} ${amount}`
      shared += 1
    }
    // 葱姜蒜各5斤: several goods in one word, or one that is wanted more than once.
    if (shared === 1 && names !== '') result.push(each)
    else result.push(...several.map((name) => `${name} ${amount}`))
  }
  return result
}
