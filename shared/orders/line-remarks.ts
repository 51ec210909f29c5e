const ends = String.raw`(?=$|[\s),;。!了])`
const begins = String.raw`(?:^|[\s(,;:]|(?<=[斤克吨箱袋筐桶盒件个只g]))`

/** Words that call off, take back or correct, in remarks and in the headings of sections alike. */
export const removing = '取消|划掉|删[除掉去]'
export const takingBack = '作废|作罢|撤[单销回]'
export const correcting = '更正|更改|订正'

/** 取消, 已到, 暂不要, 不用送了: the line is off; 不要太老 says something of the goods. */
const calledOff = new RegExp(
  `${removing}|${takingBack}|${correcting}|暂[停缓不]|先[不别]|停[送供订]|` +
    '买[\\d一二两三四五六七八九十].{0,2}送|搭送|赠|减半|翻倍|加倍|' +
    '(?:实际|实)(?:要|需|采购?|订|\\s?(?=\\d))|(?:下[周次月]|改天|[明后]天)再|' +
    `(?<!同)(?:昨[天日]|前[天日]|上[周次月])的?${ends}|` +
    '[改减增加]到|[改减增]至|' +
    '改(?=\\d)|[多少减加增](?:送|要|来|订|发|配)?(?=\\d)|应[为该是]|[写打报算]错|不要[^\\s,;()]{1,8}了|不要了|' +
    '已经?(?:到|送|有|买|收|订|购|够|退|删|停|要|报|点|下单|发(?!芽))|改[成为]|换[成为]|' +
    `(?:不|别|勿|甭|无需|不需|不必|不用|不要|别再|不再)` +
    `(?:用|要|需要|再|送|订|定|买|来|发|配|购|货){1,3}${ends}|无需${ends}|` +
    `(?:缺|无|没|断)货${ends}|${begins}(?:退货?|退[订掉回单]|删|停|免|撤|缺|废)${ends}`,
)

/** 每天, 每个食堂, 周一三五各: the amount counts more than once. */
const multiplied = new RegExp(
  '每[天餐人班周顿次月家校]|天天|每日(?=$|[\\s),;送要用])|' +
    '每个(?=[食学班校点店园人餐部窗])|各[个]?(?:食堂|校区?|班|餐厅|点位|门店)|' +
    `[/](?:天|日|餐|顿|人|班|周|次)${ends}|一[天日餐顿]${ends}|连[送续]|` +
    '各(?:要|来|订|买)?\\s?[\\d半一二两三四五六七八九十百]',
)

/** Whether a text takes something back that was wanted. */
export function callsOff(text: string): boolean {
  return calledOff.test(text)
}

/** ❌ beside goods, ~~土豆 50斤~~, // 土豆, [ ] 土豆, 土豆 50斤 ×. */
const struck = new RegExp(
  '[❌❎✖✗✘⛔🚫]|\u0335|\u0336|~~[^~]+~~|^(?:[-•·]\\s?)?\\[\\s?\\]|^\\/\\/|' +
    '^[x×]\\s?(?=\\p{Script=Han})|[\\p{Script=Han})]\\s?[x×]$|' +
    '[(](?:昨[天日]|前[天日]|上[周次])[^()]{0,12}[)]',
  'iu',
)

/** Whether a sign says that a line is crossed out, or a box before it is not ticked. */
export function isStruck(text: string): boolean {
  return struck.test(text)
}

/** A text without the signs that cross it out. */
export function withoutStrokes(text: string): string {
  return text.replaceAll(/[❌❎✖✗✘⛔🚫]|\u0335|\u0336|~~|^\/\/|\[\s?\]|^×|×$/gu, '').trim()
}

const callingOff =
  '不要了?|不用了?|不需要|不订了?|取消了?|作废|删[除掉]?|划掉|退[掉货]?|撤[销回单]?|别要了?|去掉'
const calledOffBefore = new RegExp(`^\\s*[(]?(${callingOff})[)]?`)

/**
 * Where an amount is followed by 不要 and more goods, the words that call off and the rest; behind
 * a gap they may belong to what follows as well.
 */
export function callingOffAt(text: string): { words: string; rest: string; isOfBoth: boolean } {
  const [before = '', words = ''] = calledOffBefore.exec(text) ?? []
  const rest = text.slice(before.length)
  const isClear = !/^\s/.test(before) && /^[\s,;]/.test(rest)
  return { words, rest, isOfBoth: words !== '' && !isClear }
}

/** Whether what stands beside an amount calls it off or multiplies it: a person must say (§2.7). */
export function changesOrder(text: string): boolean {
  return callsOff(text) || multiplied.test(text)
}

/** Names of days and places, among which an amount is divided: 周一三五, 一三食堂. */
const divided = new RegExp(
  '(?:(?:周|星期|礼拜)[一二三四五六日天至到]{1,7}|[早中午晚]{2,3}餐?|[早中午晚]餐|[两三]餐|两边|' +
    '[两三四五六七]天|食堂|校区|学校|小学|中学|幼儿园|餐厅|窗口|门店|\\d{1,2}[日号]|[班楼灶])$',
)

/** Whether a text ends in the days or places that an amount behind 各 counts for. */
export function isDivided(text: string): boolean {
  return divided.test(text)
}

/** The size of a piece: 3两以上, 1.5kg/个. */
const size =
  '\\d{1,5}(?:\\.\\d{1,3})?\\s?(?:公斤|千克|市斤|斤|两|克|kg|g)' +
  '(?:以[上下内]|\\s?[/每一][个只枚颗根棵条头尾块朵])'
const sizes = new RegExp(`(?<![\\d.,])[(]?(?:单个|每个|个头)?${size}[)]?`, 'gi')
const sizeHere = new RegExp(`^${size}`, 'i')

/** A text without the sizes of its pieces. */
export function withoutSizes(text: string): string {
  return text.replaceAll(sizes, ' ').replaceAll(/ +/g, ' ').trim()
}

/** Whether a size rather than an amount begins there. */
export function isSizeAt(text: string, at: number): boolean {
  return sizeHere.test(text.slice(at, at + 24))
}

const labels = /(?:^|(?<=[\s,;]))(?:品名|名称|商品|产品|食材|货品|数量|重量|采购量):\s?/g

/** 品名:土豆 数量:50斤, without what says which is which. */
export function withoutLabels(text: string): string {
  return text.replaceAll(labels, '')
}
