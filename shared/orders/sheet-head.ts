import { isCountUnit, isWeightUnit } from './parse-amount.ts'

/** What a column of an order list holds. */
export type ColumnKind = 'words' | 'pack' | 'quantity' | 'unit' | 'ignored'

/** A column as its head names it; the unit may stand in the head ("数量(斤)"). */
export interface Column {
  kind: ColumnKind
  unit: string
}

const ending = (words: string) => new RegExp(`(${words.trim().split(/\s+/).join('|')})$`)

/** The last word of a head decides: 食品价格 is a price, 食品规格 a pack. The first match counts. */
const endings: [ColumnKind, RegExp][] = [
  [
    'ignored',
    ending(`序号? 编号 行号 项次 代码 编码 条码 单价 价格 报价 市场价 金额 小计 合计 总价 总额
      货款 备注 说明 日期 时间 要求 用途 联系人 电话 地址 品牌 税率 no\\.? # price amountdue sum
      subtotal total notes? remarks? date`),
  ],
  ['unit', ending('单位 units? uom')],
  [
    'quantity',
    ending(`数量 采购量 订货量 订购量 需求量 申报量 配送量 计划量 申购量 下单量 用量 需量 数目
      份量 重量 净重 数 量 qty quantity amountordered amount weight`),
  ],
  ['pack', ending('规格型号 规格 包装 型号 pack packing size spec specification')],
  [
    'words',
    ending('供应商 供货商 供货单位 合作社 商家 卖家 产地 supplier seller cooperative origin'),
  ],
  [
    'words',
    ending(`品名 名称 名 商品 产品 货品 货物 物料 物资 食材 品种 品类 菜品 蔬菜 水果 项目 内容
      name product items? goods description`),
  ],
]

/** 供货单位 and 采购单位 name somebody, and no unit of measure. */
const organisation = /(供货|供应|采购|配送|使用|订货|收货)单位$/

/** What a head says of its column; null where it is none. */
export function columnOf(cell: string): Column | null {
  const plain = cell.toLowerCase().replaceAll(' ', '')
  if (plain === '' || plain.length > 24) return null
  const [, before = plain, bracketed = ''] = /^([^()[\]]+)[([]([^()[\]]*)[)\]]$/.exec(plain) ?? []
  const [, name = before, slashed = ''] = /^([^/]+)\/([^/]+)$/.exec(before) ?? []
  if (organisation.test(name)) return { kind: /供/.test(name) ? 'words' : 'ignored', unit: '' }
  const kind = endings.find(([, ending]) => ending.test(name))?.[0]
  if (kind === undefined) return null
  const unit = unitIn(bracketed) || unitIn(slashed) || (kind === 'quantity' ? unitAtEnd(name) : '')
  return { kind, unit: kind === 'quantity' || kind === 'pack' ? unit : '' }
}

function unitIn(text: string): string {
  const plain = text.replace(/^单位[::]?/, '')
  return isWeightUnit(plain) || isCountUnit(plain) ? plain : ''
}

/** 斤数, 公斤数, 箱数. */
function unitAtEnd(name: string): string {
  return unitIn(/([^\d]{1,3})数$/.exec(name)?.[1] ?? '')
}
