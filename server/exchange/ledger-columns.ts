import { brandOf } from '../../shared/catalogue/marks.ts'
import type { Figure } from '../../shared/figure.ts'
import type { MetricName } from '../../shared/reports/metrics.ts'
import { dayFormat } from '../platform/sheets/write-workbook.ts'
import type { LedgerLine } from '../reports/index.ts'
import type { LineDetails, PartyDetails } from './ledger-details.queries.ts'

export type FileLanguage = 'zh-CN' | 'en'

/** Everything a row of the file is made from. */
export interface LedgerFileRow {
  entry: LedgerLine
  line: LineDetails | undefined
  direct: PartyDetails | undefined
  help: PartyDetails | undefined
  seller: PartyDetails | undefined
  /** What is of the whole order line, or of the whole order, stands on its first row only. */
  isFirstOfLine: boolean
  isFirstOfOrder: boolean
}

export type FileValue = string | number | null

interface LedgerColumn {
  titles: Record<FileLanguage, string>
  width: number
  numberFormat?: string
  /** The figure that its sum in the last row is (§4.4); columns without it have no total. */
  totalled?: MetricName
  value(row: LedgerFileRow, words: FileWords): FileValue
}

/** The words a file uses for what the ledger keeps as codes. */
export interface FileWords {
  channels: Record<string, string>
  /** By kind; a brand stands by its name. */
  marks: Record<string, string>
  noMark: string
  direct: string
  helpSale: string
  both: string
  paired: string
  otherVillage: string
  unknownVillage: string
  counted: string
  notCounted: string
  total: string
  sheet: string
}

export const fileWords: Record<FileLanguage, FileWords> = {
  'zh-CN': {
    channels: {
      canteen: '食堂',
      contractor: '食堂承包方',
      union: '工会',
      staff: '职工个人',
      other: '其他',
    },
    marks: {
      green_food: '绿色食品',
      organic: '有机产品',
      geographical_indication: '地理标志',
      one_village_one_product: '一村一品',
    },
    noMark: '无标识',
    direct: '直接采购',
    helpSale: '帮助销售',
    both: '直接采购、帮助销售',
    paired: '帮扶村',
    otherVillage: '其他村',
    unknownVillage: '产地未明',
    counted: '计入',
    notCounted: '不计入',
    total: '合计',
    sheet: '台账',
  },
  en: {
    channels: {
      canteen: 'Canteen',
      contractor: 'Canteen contractor',
      union: 'Union',
      staff: 'Staff',
      other: 'Other',
    },
    marks: {
      green_food: 'Green food',
      organic: 'Organic',
      geographical_indication: 'Geographical indication',
      one_village_one_product: 'One village, one product',
    },
    noMark: 'No mark',
    direct: 'Direct purchase',
    helpSale: 'Help-sale',
    both: 'Direct purchase, help-sale',
    paired: 'Paired village',
    otherVillage: 'Other village',
    unknownVillage: 'Village unknown',
    counted: 'Counted',
    notCounted: 'Not counted',
    total: 'Total',
    sheet: 'Ledger',
  },
}

/** A sum of the smallest unit with decimals; as text where a cell would round its digits. */
export function decimalOf(sum: Figure, decimals: 2 | 3): FileValue {
  if (typeof sum === 'number') return sum / 10 ** decimals
  return sum.replace(new RegExp(`(\\d{${decimals}})$`), '.$1')
}

const money = '#,##0.00'

/** The columns that ledgers in the field have, in their order. */
export const ledgerColumns: readonly LedgerColumn[] = [
  column('编号', 'Number', 14, ({ entry }) => `${entry.countyCode}-${entry.number}`),
  column('采购单位', 'Buying unit', 24, ({ entry }) => entry.directUnitName),
  column('采购单位统一社会信用代码', 'Buying unit credit code', 22, (row) => codeOf(row.direct)),
  column('帮销单位', 'Help-selling unit', 24, ({ entry }) => entry.helpUnitName),
  column('帮销单位统一社会信用代码', 'Help-selling unit credit code', 22, (row) =>
    codeOf(row.help),
  ),
  column('主管单位', 'Supervising unit', 24, supervisorOf),
  column('结对情况', 'Pairing', 10, ({ entry }, words) => pairingOf(entry, words)),
  column('采购渠道', 'Channel', 12, ({ entry }, words) => words.channels[entry.channel] ?? ''),
  column('产地村', 'Origin village', 30, ({ entry }, words) =>
    entry.villageCode === '' ? words.unknownVillage : entry.villageName,
  ),
  column('产地村代码', 'Village code', 15, ({ entry }) => entry.villageCode),
  column('供货单位', 'Seller', 24, ({ entry }) => entry.cooperativeName),
  column(
    '供货单位统一社会信用代码',
    'Seller credit code',
    22,
    (row) => codeOf(row.seller) ?? row.line?.sellerCreditCode ?? null,
  ),
  column('产品', 'Product', 18, ({ entry }) => entry.productName),
  column('品牌与标识', 'Brands and marks', 18, ({ entry }, words) =>
    entry.marks.map((mark) => markName(mark, words)).join('、'),
  ),
  column('规格', 'Pack', 14, ({ line }) => line?.packName ?? null),
  column(
    '订购数量',
    'Quantity ordered',
    10,
    ofLine((line) => line.quantity),
  ),
  amount('单价（元）', 'Price of a pack (yuan)', ({ line }) => line?.unitPriceCents ?? null),
  {
    ...column('认定重量（公斤）', 'Recognised weight (kg)', 14, ({ entry }) => entry.grams / 1_000),
    numberFormat: '#,##0.000',
    totalled: 'recognised_grams',
  },
  {
    ...amount('认定金额（元）', 'Recognised amount (yuan)', ({ entry }) => entry.cents),
    totalled: 'recognised_cents',
  },
  amount(
    '本行验收金额（元）',
    'Accepted on the line (yuan)',
    ofLine((line) => line.acceptedCents),
  ),
  amount(
    '本行付款金额（元）',
    'Paid on the line (yuan)',
    ofLine((line) => line.paidCents),
  ),
  dayColumn('付款日期', 'Paid on', ({ line }) => line?.paidOn ?? null),
  column('订单号', 'Purchase order', 18, ({ entry }) => entry.purchaseOrderNumber),
  dayColumn('下单日期', 'Ordered on', ({ entry }) => entry.orderedOn),
  dayColumn('认定日期', 'Recognised on', ({ entry }) => entry.recognisedOn),
  column('入账月份', 'Posted in', 10, ({ entry }) => entry.month),
  column('发票号码', 'Invoice', 24, ({ line }) => line?.invoiceNumbers ?? null),
  column('合格证或许可证号', 'Certificate', 20, ({ line }) => line?.certificateNumbers ?? null),
  column('帮扶方式', 'Direct or help-sale', 14, ({ entry }, words) => creditOf(entry, words)),
  column(
    '本订单结算户数',
    'Households settled (order)',
    12,
    ofOrder((line) => line.households),
  ),
  amount(
    '本订单集体收入（元）',
    'Collective income (order, yuan)',
    ofOrder((line) => line.collectiveCents),
  ),
  column('证据等级', 'Evidence', 8, ({ entry }) => entry.grade),
  column('审核状态', 'Review state', 10, ({ entry }, words) =>
    entry.counted ? words.counted : words.notCounted,
  ),
  column('更正编号', 'Corrects', 10, ({ entry }) => entry.correctsNumber),
  column('上期调整', 'Adjusts earlier period', 10, ({ entry }) => entry.adjustsMonth),
]

/** A brand or mark as a file says it. */
export function markName(mark: string, words: FileWords): string {
  return brandOf(mark) ?? words.marks[mark] ?? words.noMark
}

function column(
  chinese: string,
  english: string,
  width: number,
  value: LedgerColumn['value'],
): LedgerColumn {
  return { titles: { 'zh-CN': chinese, en: english }, width, value }
}

/** A column of money: kept in 分, written in 元. */
function amount(
  chinese: string,
  english: string,
  cents: (row: LedgerFileRow) => Figure | null,
): LedgerColumn {
  const value = (row: LedgerFileRow) => {
    const amountCents = cents(row)
    return amountCents === null ? null : decimalOf(amountCents, 2)
  }
  return { ...column(chinese, english, 14, value), numberFormat: money }
}

function dayColumn(chinese: string, english: string, value: LedgerColumn['value']): LedgerColumn {
  return { ...column(chinese, english, 12, value), numberFormat: dayFormat }
}

/** Of the whole order line: of several villages in one line, the first row alone has it. */
function ofLine<Value>(value: (line: LineDetails) => Value) {
  return ({ line, isFirstOfLine }: LedgerFileRow) =>
    line === undefined || !isFirstOfLine ? null : value(line)
}

function ofOrder<Value>(value: (line: LineDetails) => Value) {
  return ({ line, isFirstOfOrder }: LedgerFileRow) =>
    line === undefined || !isFirstOfOrder ? null : value(line)
}

function codeOf(party: PartyDetails | undefined): string | null {
  return party?.creditCode ?? null
}

function supervisorOf({ direct, help }: LedgerFileRow): string | null {
  return direct?.supervisorName ?? help?.supervisorName ?? null
}

function pairingOf(entry: LedgerLine, words: FileWords): string {
  if (entry.villageCode === '') return words.unknownVillage
  return entry.isPaired ? words.paired : words.otherVillage
}

function creditOf(entry: LedgerLine, words: FileWords): string {
  if (entry.directUnitId === null) return words.helpSale
  return entry.helpUnitId === null ? words.direct : words.both
}
