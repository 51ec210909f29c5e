import {
  bankAccountKey,
  dayOfMoment,
  directionOf,
  parseBankAmount,
} from '../../../../shared/billing/bank-statement.ts'
import { largestLineCents } from '../../../../shared/money.ts'
import { day } from '../../../../shared/scalars.ts'
import { code, harmlessLine, tidyCode } from '../../../../shared/text.ts'
import { type Facts, fieldOf, moneyValue } from '../fields.ts'
import type { ReadField, ValuesOf } from '../kind.ts'

const amountField = (titles: Facts<false>['titles'], words: string[], example: string) =>
  ({
    ...{ titles, words, example: { 'zh-CN': example, en: example } },
    ...{ measure: 'money', says: moneyValue },
    read: (text, unit) => {
      const cents = parseBankAmount(text)
      if (cents === null) return { code: 'wrong_format' }
      // Banks write 元; what says another unit is no statement as a bank saves it.
      if (otherUnit.test(unit)) return { code: 'unit_missing' }
      if (Math.abs(cents) > largestLineCents)
        return { code: 'too_big', values: { maximum: largestLineCents / 100 } }
      return { value: cents }
    },
  }) satisfies ReadField<number>

/** A long number that a spreadsheet kept as a figure has lost its last digits. */
const lostDigits = /^\s*\d(?:\.\d+)?e\+?\d+\s*$/i

const otherUnit = /[十百千万亿]元?|^[角分]$/

const accountField = (titles: Facts<false>['titles'], words: string[]) => {
  const example = '6217000000000000001'
  return {
    ...fieldOf({ titles, words, example: { 'zh-CN': example, en: example } }, code(60)),
    // What is masked or missing is none.
    read: (text: string) =>
      lostDigits.test(text)
        ? { code: 'wrong_format' }
        : { value: bankAccountKey(text).slice(0, 60) },
  } satisfies ReadField<string>
}

const textField = (titles: Facts<false>['titles'], others: string[], example: string) =>
  ({
    ...{ titles, words: others, example: { 'zh-CN': example, en: example } },
    read: (text) => ({ value: harmlessLine(text).slice(0, 300) }),
  }) satisfies ReadField<string>

/** A day with or without the time beside it; a time alone is none, and asked of another column. */
const moment = (titles: Facts<false>['titles'], others: string[], example: string) =>
  ({
    ...{ titles, words: others, example: { 'zh-CN': example, en: example } },
    says: (value: string | null) => (value === null ? null : { type: 'day' as const, value }),
    read: (text) => {
      const value = dayOfMoment(text)
      if (value === null)
        return /^\d{1,2}:?\d{2}(:?\d{2})?$/.test(text.trim())
          ? { value: null }
          : { code: 'wrong_format' }
      return day.safeParse(value).success ? { value } : { code: 'wrong_format' }
    },
  }) satisfies ReadField<string | null>

/** The columns of bank statements, as the banks head them. */
export const bankLineFields = {
  ownAccount: accountField({ 'zh-CN': '本方账号', en: 'Own account' }, [
    '账号',
    '我方账号',
    '本方帐号',
  ]),
  bookedOn: moment(
    { 'zh-CN': '交易日期', en: 'Booked on' },
    ['日期', 'Transaction Date'],
    '2026-11-27',
  ),
  tradedAt: moment({ 'zh-CN': '交易时间', en: 'Transaction time' }, [], '2026-11-27 10:12:33'),
  enteredOn: moment(
    { 'zh-CN': '记账日期', en: 'Posting date' },
    ['入账日期', '会计日期', '记账日'],
    '2026-11-27',
  ),
  debit: amountField(
    { 'zh-CN': '借方发生额', en: 'Paid out' },
    ['借方金额', '支出金额', '支出', '付款金额', '转出金额', '借方发生额/元', 'Debit'],
    '',
  ),
  credit: amountField(
    { 'zh-CN': '贷方发生额', en: 'Received' },
    ['贷方金额', '收入金额', '收入', '收款金额', '转入金额', '贷方发生额/元', 'Credit'],
    '1,234.50',
  ),
  amount: {
    titles: { 'zh-CN': '交易金额', en: 'Amount' },
    words: ['发生额', '金额', '发生金额', 'Trade Amount'],
    example: { 'zh-CN': '', en: '' },
    ...{ measure: 'money', says: ({ cents }) => moneyValue(cents) },
    read: (text, unit) => {
      const cents = parseBankAmount(text)
      if (cents === null) return { code: 'wrong_format' }
      if (otherUnit.test(unit)) return { code: 'unit_missing' }
      // A sign says whether it came or left; a bare figure says neither.
      return { value: { cents, isSigned: /^[^\d]*[-+−–]/.test(text.normalize('NFKC')) } }
    },
  } satisfies ReadField<{ cents: number; isSigned: boolean }>,
  direction: {
    titles: { 'zh-CN': '借贷标志', en: 'Direction' },
    words: [
      ...['借/贷', '借贷', '借贷方向', '借贷标识', '收支', '收/支', '收支方向', '收支标志'],
      ...['收支标识', '收支类型', '收付标志', '来往标志', '往来标志', '交易类型'],
    ],
    example: { 'zh-CN': '贷', en: 'credit' },
    options: { in: ['收入', 'Received'], out: ['支出', 'Paid out'] },
    says: (value) => (value === null ? null : { type: 'options', value: [value] }),
    read: (text) => ({ value: directionOf(text) }),
  } satisfies ReadField<'in' | 'out' | null>,
  balance: amountField(
    { 'zh-CN': '余额', en: 'Balance' },
    ['账户余额', '本次余额', '交易后余额'],
    '10,234.50',
  ),
  counterpartyName: textField(
    { 'zh-CN': '对方户名', en: 'Counterparty' },
    ['对方单位名称', '对方单位', '对方名称', '对方账户名称', '对手户名', '交易对手'],
    '巫山县示例小学',
  ),
  counterpartyAccount: accountField({ 'zh-CN': '对方账号', en: 'Counterparty account' }, [
    ...['对方帐号', '对手账号', '对方账户'],
  ]),
  payerName: textField({ 'zh-CN': '付款人名称', en: 'Payer' }, ['付款人户名', '付款方名称'], ''),
  payerAccount: accountField({ 'zh-CN': '付款人账号', en: 'Payer account' }, ['付款账号']),
  payeeName: textField({ 'zh-CN': '收款人名称', en: 'Payee' }, ['收款人户名', '收款方名称'], ''),
  payeeAccount: accountField({ 'zh-CN': '收款人账号', en: 'Payee account' }, ['收款账号']),
  summary: textField({ 'zh-CN': '摘要', en: 'Summary' }, ['业务摘要', '交易摘要'], '货款'),
  usage: textField({ 'zh-CN': '用途', en: 'Purpose' }, ['交易用途', '用途信息'], ''),
  note: textField({ 'zh-CN': '附言', en: 'Message' }, ['交易附言', '附加信息', '留言'], ''),
  remark: textField({ 'zh-CN': '备注', en: 'Remarks' }, ['备注信息'], ''),
  serial: {
    titles: { 'zh-CN': '交易流水号', en: 'Serial number' },
    words: ['流水号', '核心流水号', '账户明细编号-交易流水号', '交易序号', '日志号', '主机流水号'],
    example: { 'zh-CN': '2026112700012345', en: '2026112700012345' },
    read: (text) =>
      lostDigits.test(text)
        ? { code: 'wrong_format' }
        : { value: harmlessLine(tidyCode(text).replace(/^['‘’]/, '')).slice(0, 60) },
  } satisfies ReadField<string>,
}

export type BankLineValues = ValuesOf<typeof bankLineFields>
