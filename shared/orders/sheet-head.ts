import { simplified } from '../sheet.ts'
import { parseWeight } from '../weight.ts'
import type { BareUnit, ColumnKind } from './basket.schemas.ts'
import { type Division, divisionOf } from './divisions.ts'
import {
  isCountUnit,
  isOtherUnit,
  isWeightUnit,
  packWeightUnit,
  unitPattern,
} from './parse-amount.ts'

/** A column as its head names it; the unit may stand in the head ("数量(斤)"). */
export interface Column {
  kind: ColumnKind
  unit: string
  /** Its figures are weights, whose unit must be stated: 重量, 净重. */
  isWeight?: boolean
  /** What a pack weighs, in grams, where the head says it: 件(20斤). */
  packGrams?: number
  /** Its head says a unit, but not of what: 一小(斤) may be one of several that add up. */
  isUnnamed?: boolean
  /** Its figures hold for a day, a meal or a person: whether they are ordered, a person says. */
  isRate?: boolean
  /** How many portions or persons: where the amount of each of them stands. */
  each?: number
  /** What one of them gets. */
  isEach?: boolean
  /** The weight of all that is counted beside it: 总重. */
  isOfAll?: boolean
  /** Among what it divides the amount, where it is a part. */
  division?: Division
  /** Whether somebody has stated for this list that just the parts which are left are ordered. */
  isStated?: boolean
  /** Another figure of what is wanted, which may stand for the quantity: 实购, 实发, 确认. */
  isRival?: boolean
}

/**
 * What columns are by what was stated of their heads, as `plainTitle` has them, and what figures
 * without a unit mean under them; under '' what they mean in lists without a head.
 */
export type Chosen = ReadonlyMap<string, { kind: ColumnKind; bareUnit: BareUnit | null }>

const ending = (words: string) => new RegExp(`(${words.trim().split(/\s+/).join('|')})$`)

/** The last word of a head decides: 食品价格 is a price, 食品规格 a pack. The first match counts. */
const endings: [ColumnKind, RegExp][] = [
  [
    'ignored',
    ending(`序号? 编号 行号 项次 代码 编码 条码 单价 价格 报价 市场价 金额 总价 总额 价税合计 税额
      货款 备注 说明 日期 日 时间 货期 要求 用途 联系人 电话 手机 手机号 地址 品牌 税率 类别 分类 大类
      种类 库存 结存 现存 剩余 实收 实到 已收 人数 no\\.? # price amountdue sum subtotal notes? remarks?
      date category phone`),
  ],
  ['unit', ending('单位 units? uom')],
  [
    'quantity',
    ending(`数量 采购量 订货量 订购量 需求量 申报量 申请量 配送量 计划量 申购量 下单量 用量 需量 数目
      份量 重量 净重 需求 申购 申领 领用 订购 订货 申报 采购 计划 数 量 qty quantity amountordered amount weight`),
  ],
  ['sum', ending('小计 合计 总计 共计 total')],
  ['pack', ending('规格型号 规格 包装 型号 pack packing size spec specification')],
  [
    'words',
    ending('供应商 供货商 供货单位 合作社 商家 卖家 产地 supplier seller cooperative origin'),
  ],
  [
    'words',
    ending(`品名 名称 名 商品 产品 货品 货物 物料 物资 食材 原料 原材料 用料 品种 品类 菜品 蔬菜 水果 项目 内容 等级 级别
      name product items? goods description grade`),
  ],
]

/** 供货单位 and 采购单位 name somebody, and no unit of measure. */
const organisation = /(供货|供应|采购|配送|使用|订货|收货)单位$/

/** A figure, but not of what is wanted now. */
const otherFigure = new RegExp(
  '^(库存|结存|现存|剩余|现有|上周|上次|上月|上期|去年|昨日|已|实购|实买|实收|实际收|实到|到货|收货|验收|入库|实发|' +
    '发放|可供|可售|每|单[个件只份人重]|起订|最小|最低|最少|原[订定有数计]|历史|参考|账面|在途|盘点|销售)|' +
    '退货|退回|拒收|限购|限量|库存|结余|剩余|损耗|报损|报废|缺货|欠货|人均|生均|日均|餐均|上限|下限|' +
    '最[低高大小多]|合格|[已未][送到收有订发]|[/每](?:人|份|天|日|餐|班)',
)

/** 每日用量, 人均, 斤/天. */
const rate = /^每[天日餐人班周次份]|[人生日餐]均|[/每](?:人|份|天|日|餐|班)/

/** 每箱重量(kg), 件重(kg): of a pack. */
const weightOfEach = /^(?:每?[箱件袋筐盒桶包]|单[件箱袋])净?重量?$/

const rival = /^(?:实[购买采发]|确认|核[定准]|批准|审批|审定)(?:采购)?数?量?$/

/** 总量 sums up what stands beside it. */
const wholeAmount = /^(总量|总数量?|合计数?量|小计数量|总需求量|总用量)$/

/** What a head says of its column; null where it is none. */
export function columnOf(cell: string): Column | null {
  const column = columnWithout(cell)
  if (column?.kind !== 'quantity' || !/\d/.test(cell)) return column
  const [weight = '', other] = plainTitle(cell).match(weights) ?? []
  const packGrams = other === undefined ? parseWeight(weight, 'kg') : null
  return packGrams === null || isWeightUnit(column.unit) ? column : { ...column, packGrams }
}

const weights = new RegExp(String.raw`\d{1,4}(?:\.\d{1,3})?${packWeightUnit}`, 'g')

function columnWithout(cell: string): Column | null {
  const plain = plainTitle(cell).replace(withUnit, '$1($2)')
  if (plain === '' || plain.length > 24) return null
  const division = dayOrMeal(plain)
  if (division !== null) return { kind: 'part', unit: '', division }
  const [, before = plain, bracketed = ''] = /^([^()[\]]+)[([]([^()[\]]*)[)\]]$/.exec(plain) ?? []
  const [, name = before, slashed = ''] = /^([^/]+)\/([^/]+)$/.exec(before) ?? []
  if (organisation.test(name)) return { kind: /供/.test(name) ? 'words' : 'ignored', unit: '' }
  const unit =
    unitIn(bracketed) || unitIn(slashed) || unitIn(/^[^,;、]+(?=[,;、])/.exec(bracketed)?.[0] ?? '')
  const divided = unit === '' ? null : dayOrMeal(name)
  if (divided !== null) return { kind: 'part', unit, division: divided }
  const isOther = otherFigure.test(name) || otherFigure.test(`${bracketed}/${slashed}`)
  if (wholeAmount.test(name)) return { kind: 'sum', unit }
  if (unitIn(name) !== '') return { kind: 'quantity', unit: name }
  if (weightOfEach.test(name) && isWeightUnit(unit)) return { kind: 'pack', unit }
  const kind = endings.find(([, ending]) => ending.test(name))?.[0]
  if (kind === undefined) {
    if (rival.test(name)) return { kind: 'ignored', unit, isRival: true }
    if (isOther && rate.test(plain)) return { kind: 'ignored', unit, isRate: true }
    if (isOther) return { kind: 'ignored', unit: '' }
    return unit === '' ? null : { kind: 'quantity', unit, isUnnamed: true }
  }
  if (kind === 'quantity' && isOther && rival.test(name))
    return { kind: 'ignored', unit, isRival: true }
  if (kind === 'quantity' && isOther)
    return rate.test(plain)
      ? { kind: 'ignored', unit, isRate: true }
      : { kind: 'ignored', unit: '' }
  if (kind === 'quantity')
    return { kind, unit: unit || unitAtEnd(name), isWeight: /(重量?|weight)$/.test(name) }
  const [ofPack = ''] = bracketed.split('/')
  if (kind === 'pack' && isWeightUnit(ofPack)) return { kind, unit: ofPack }
  return { kind, unit: kind === 'pack' || kind === 'sum' || kind === 'unit' ? unit : '' }
}

/** 周一, 早餐: places stand in heads of other columns as well. */
function dayOrMeal(title: string): Division | null {
  const division = divisionOf(title)
  return division === 'place' ? null : division
}

/** A column as somebody says that it is; the unit is still the head's. */
export function columnAs(title: string, kind: ColumnKind): Column {
  const own = columnOf(title)
  if (own?.kind === kind) return own.isRival ? { ...own, isRival: false } : own
  const [, bracketed = ''] = /[([/]([^()[\]/]{1,8})[)\]]?$/.exec(plainTitle(title)) ?? []
  return { kind, unit: own?.unit || unitIn(bracketed) }
}

/** A head as it is compared: without spaces and ornaments. */
export function plainTitle(title: string): string {
  return simplified(title.toLowerCase().replaceAll(/[\s【】*:]/g, ''))
}

/** Whether a head names who sells. */
export function isSeller(title: string): boolean {
  return /(供应商|供货商|供货单位|合作社|商家|卖家|supplier|seller|cooperative)$/.test(
    plainTitle(title),
  )
}

/** 以上单位公斤, (以上为斤), 都是斤, 单位斤. */
const noteOfUnit = new RegExp(
  '^[(]?(?:(?:以[上下]|上述|上面)?(?:数量|重量)?单位[均都]?[为是:]?|' +
    '(?:以[上下]|上述|上面)[均都]?[为是按]|[全都][部都]?[为是按])' +
    '\\s?([^\\s)(,;:\\d]{1,3})[)]?$',
)

/** Whether a line says nothing but the unit of the list. */
export function isNoteOfUnit(text: string): boolean {
  return unitIn(noteOfUnit.exec(text)?.[1] ?? '') !== ''
}

/** The units that a line says for figures without one: 单位:斤. */
export function statedUnits(text: string): string[] {
  const noted = noteOfUnit.exec(text)?.[1] ?? ''
  const labelled = [...text.matchAll(labelOfUnit)].map(([, unit = '']) => unit)
  return (unitIn(noted) === '' ? labelled : [noted]).filter((unit) => unitIn(unit) !== '')
}

/** A line without what says its unit. */
export function withoutStatedUnits(text: string): string {
  return noteOfUnit.test(text) ? '' : text.replaceAll(labelOfUnit, ' ').trim()
}

const labelOfUnit = new RegExp(
  String.raw`(?:^|[(】\s,;:])(?:以[上下]|上述|上面)?(?:计量|数量|重量)?单位[均都]?` +
    String.raw`(?:[:为是]\s?|(?=[(]))[(]?([^\s)(,;]{1,3})(?:$|[)]|(?=[\s,;]))`,
  'g',
)

/** A text that is nothing but a unit; '' for any other. */
export function unitIn(text: string): string {
  const [plain = '', ...others] = text.replace(/^单位:?/, '').split('/')
  // 公斤/千克 is one unit, 斤/公斤 is none.
  if (
    others.some(
      (other) => !isWeightUnit(plain) || !isWeightUnit(other) || isOtherUnit(plain, other),
    )
  )
    return ''
  return isWeightUnit(plain) || isCountUnit(plain) ? plain : ''
}

/** 斤数, 公斤数, 箱数. */
function unitAtEnd(name: string): string {
  return unitIn(/([^\d]{1,3})数$/.exec(name)?.[1] ?? '')
}

/** 重量kg, 数量斤. */
const withUnit = new RegExp(`^(.{0,8}?(?:数量?|重量?|采购量|需求量))(${unitPattern})$`)
