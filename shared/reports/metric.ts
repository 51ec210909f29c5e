/** A text in both languages of the program. */
export interface Words {
  'zh-CN': string
  en: string
}

/** A text as it is said in each language. */
export function words(chinese: string, english: string): Words {
  return { 'zh-CN': chinese, en: english }
}

/** What figures are stated in. */
export const metricUnits = {
  cents: words('元（接口中为分）', 'yuan (fen in answers)'),
  grams: words('公斤、吨（接口中为克）', 'kg, tonnes (grams in answers)'),
  count: words('个数', 'number'),
  basis_points: words('百分比（接口中为万分之一）', 'per cent (basis points in answers)'),
  days: words('天', 'days'),
}
export type MetricUnit = keyof typeof metricUnits

/** Of what a figure is the sum or the number. */
export const metricSubjects = {
  entries: words('台账记录', 'ledger entries'),
  orders: words('采购订单', 'purchase orders'),
  outside_purchases: words('场外采购登记', 'entries of outside purchases'),
  opening_figures: words('期初数登记', 'entries of opening figures'),
  order_lines: words('订单行', 'order lines'),
  shipment_lines: words('发货行', 'shipment lines'),
  facts: words('验收、退货、付款、退款记录', 'acceptances, returns, payments and refunds'),
  invoices: words('发票和红字发票', 'invoices and credit notes'),
  settlements: words('结算记录', 'settlements'),
  lots: words('已验收的批次', 'accepted lots'),
  targets: words('年度任务', 'targets'),
  postings: words('记账凭证', 'postings'),
  matters: words('未了事项', 'open matters'),
  budgets: words('食堂预算', 'canteen budgets'),
}

/** Whose figure it is, where units or groups are asked for. */
export const metricCredits = {
  either: words(
    '直接采购或帮助销售的单位，同一笔只计一次；集团只计成员在册的月份',
    'the unit that bought or that helped to sell, each line once; a group counts its members ' +
      'in the months of their membership',
  ),
  bought: words('直接采购的单位', 'the unit that bought'),
  helped: words('帮助销售的单位', 'the unit that helped to sell'),
  both: words('既直接采购又帮助销售的单位', 'units of which one bought and one helped to sell'),
  payer: words('下单的单位', 'the unit that placed the order'),
  parties: words('往来双方各自', 'each of the two sides for itself'),
  village: words('产地村，不分单位', 'the village of origin, whichever unit bought'),
}

/** The date by which something falls into a period. */
export const metricDates = {
  posted: words(
    '入账月份；按日统计时为认定日期，早于入账月份的算在该月 1 日',
    'the month it is posted in; of single days the day it was recognised, or the first of ' +
      'that month where that lies before',
  ),
  ordered: words('下单日期', 'the day of the order'),
  stage: words('该环节自己的日期', 'the day of the stage itself'),
  accepted: words('验收日期', 'the day of acceptance'),
  settled: words('结算日期', 'the day of the settlement'),
  recorded: words(
    '登记或确认日期，按整月公布',
    'the day it was recorded or confirmed, told by whole months',
  ),
  booked: words('记账日期', 'the day of the posting'),
  year: words('任务所属年度', 'the year of the target'),
  whole_year: words('所属的整年', 'the whole year that it is of'),
  today: words('查询当时', 'as it stands when asked'),
}

/** How a figure may be divided or limited. */
export const metricDimensions = {
  place: words('地区', 'place'),
  unit: words('单位', 'unit'),
  group: words('帮扶集团', 'assistance group'),
  village: words('村', 'village'),
  division: words('下级地区', 'places below'),
  product: words('产品', 'product'),
  mark: words('品牌与标识', 'brand or mark'),
  month: words('月', 'month'),
  year: words('年', 'year'),
  seller: words('供货单位', 'seller'),
  pairing: words('结对', 'pairing'),
  first_secretary: words('第一书记', 'first secretary'),
}
export type MetricDimension = keyof typeof metricDimensions

/** A definition from the day on which it came into force, until the next one does. */
export interface MetricVersion {
  version: number
  /** The first day of figures stated by it. */
  from: string
  definition: Words
}

/** A figure that the program states (§4.4). */
export interface Metric {
  units: readonly MetricUnit[]
  label: Words
  counts: keyof typeof metricSubjects
  credit: keyof typeof metricCredits
  date: keyof typeof metricDates
  dimensions: readonly MetricDimension[]
  /** The oldest first. */
  versions: readonly [MetricVersion, ...MetricVersion[]]
}

/** The day from which the first definitions are in force. */
const firstDay = '2020-01-01'

/**
 * The second version of a definition whose text stands: of units it had counted only the orders
 * that they placed, beside recognised amounts of help-sales too (§3.8).
 */
export function withHelpSales(first: MetricVersion): [MetricVersion, MetricVersion] {
  const { 'zh-CN': chinese, en } = first.definition
  const said = (chineseOfUnits: string, englishOfUnits: string) =>
    words(`${chinese}${chineseOfUnits}`, `${en} ${englishOfUnits}`)
  return [
    {
      ...first,
      definition: said(
        '单位和集团只统计自己下的订单。',
        'Of units and groups only of orders that they placed.',
      ),
    },
    {
      version: 2,
      from: '2026-11-01',
      definition: said(
        '单位和集团统计直接采购和帮助销售的订单，同一笔只计一次，分摊的按份额计（§3.8、§3.9）。',
        'Of units and groups of orders that they bought or helped to sell, each line once, ' +
          'shared ones by their share (§3.8, §3.9).',
      ),
    },
  ]
}

/** A later definition, with the first day of figures stated by it. */
export function redefined(
  version: number,
  from: string,
  chinese: string,
  english: string,
): MetricVersion {
  return { version, from, definition: words(chinese, english) }
}

/** A first definition, to which later ones may be added. */
export function defined(chinese: string, english: string): MetricVersion {
  return { version: 1, from: firstDay, definition: words(chinese, english) }
}
