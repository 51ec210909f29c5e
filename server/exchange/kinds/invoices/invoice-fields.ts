import { dayOfMoment, parseBankAmount } from '../../../../shared/billing/bank-statement.ts'
import { figuresOf } from '../../../../shared/billing/invoice-number.ts'
import { largestLineCents } from '../../../../shared/money.ts'
import { day } from '../../../../shared/scalars.ts'
import { harmlessLine, tidyCode } from '../../../../shared/text.ts'
import { type Facts, moneyValue, stated } from '../fields.ts'
import type { ReadField, ValuesOf } from '../kind.ts'
import { statusField } from './status-field.ts'

const textField = (titles: Facts<false>['titles'], words: string[], example: string) =>
  ({
    ...{ titles, words, example: { 'zh-CN': example, en: example } },
    read: (text) => ({ value: harmlessLine(text).slice(0, 300) }),
  }) satisfies ReadField<string>

const numberField = (titles: Facts<false>['titles'], words: string[], example: string) =>
  ({
    ...textField(titles, words, example),
    // 2.65E+19 has lost its digits: it is shown as it stands, and refused as no number.
    read: (text) => {
      const figures = figuresOf(text)
      return { value: (/^\d*$/.test(figures) ? figures : tidyCode(text)).slice(0, 40) }
    },
  }) satisfies ReadField<string>

const codeField = (titles: Facts<false>['titles'], words: string[], example: string) =>
  ({
    ...textField(titles, words, example),
    read: (text) => ({ value: tidyCode(text).toUpperCase().slice(0, 40) }),
  }) satisfies ReadField<string>

const amountField = (titles: Facts<false>['titles'], words: string[], example: string) =>
  ({
    ...{ titles, words, example: { 'zh-CN': example, en: example }, says: moneyValue },
    read: (text) => {
      const cents = /免税|不征税/.test(text) ? 0 : parseBankAmount(text)
      if (cents === null) return { code: 'wrong_format' }
      if (Math.abs(cents) > largestLineCents)
        return { code: 'too_big', values: { maximum: largestLineCents / 100 } }
      return { value: cents }
    },
  }) satisfies ReadField<number>

/** The columns of an invoice list, as the tax platform (电子税务局) heads them. */
export const invoiceFields = {
  digitalNumber: numberField(
    { 'zh-CN': '数电发票号码', en: 'Digital invoice number' },
    ['数电票号码', '数电号码', '全电发票号码'],
    '26500000000000000001',
  ),
  code: numberField({ 'zh-CN': '发票代码', en: 'Invoice code' }, [], ''),
  number: numberField({ 'zh-CN': '发票号码', en: 'Invoice number' }, ['发票号'], ''),
  sellerCode: codeField(
    { 'zh-CN': '销方识别号', en: 'Seller’s tax number' },
    ['销售方识别号', '销售方纳税人识别号', '销方税号', '销售方税号'],
    '',
  ),
  sellerName: textField(
    { 'zh-CN': '销方名称', en: 'Seller' },
    ['销售方名称', '销货单位名称', '销方'],
    '示例合作社',
  ),
  buyerCode: codeField(
    { 'zh-CN': '购方识别号', en: 'Buyer’s tax number' },
    ['购买方识别号', '购买方纳税人识别号', '购方税号', '购买方税号'],
    '',
  ),
  buyerName: textField(
    { 'zh-CN': '购买方名称', en: 'Buyer' },
    ['购方名称', '购货单位名称', '购方', '客户名称'],
    '巫山县示例小学',
  ),
  issuedOn: {
    ...stated({
      titles: { 'zh-CN': '开票日期', en: 'Issued on' },
      words: ['开票时间'],
      isRequired: true,
      example: { 'zh-CN': '2026-11-27', en: '2026-11-27' },
    }),
    says: (value: string) => ({ type: 'day' as const, value }),
    read: (text: string) => {
      const value = dayOfMoment(text)
      return value !== null && day.safeParse(value).success ? { value } : { code: 'wrong_format' }
    },
  } satisfies ReadField<string> & { isRequired: true },
  amount: amountField({ 'zh-CN': '金额', en: 'Amount' }, ['不含税金额', '合计金额'], '600.00'),
  tax: amountField({ 'zh-CN': '税额', en: 'Tax' }, ['合计税额', '税金'], '0.00'),
  total: amountField(
    { 'zh-CN': '价税合计', en: 'Total' },
    ['价税合计金额', '含税金额', '开票金额'],
    '600.00',
  ),
  status: statusField,
  note: textField({ 'zh-CN': '备注', en: 'Note' }, ['采购单号', '订单号'], ''),
}

export type InvoiceValues = ValuesOf<typeof invoiceFields>
