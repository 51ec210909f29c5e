import { parseYuan } from '../money.ts'
import type { NumberedLine } from '../sheet.ts'
import { tidyCode } from '../text.ts'

// The account of somebody else stands above some heads too.
const accountWords =
  /(?<!对方|对手|收款人?|付款人?)(?:账号|帐号|账户号码|卡号|account(?: ?no\.?| ?number)?)[^\d]{0,30}(\d[\d -]{6,36}\d)/i

/** The account whose statement it is, as the lines above its head say it; null where none does. */
export function accountAbove(above: readonly NumberedLine[]): string | null {
  for (const { text } of above) {
    const [, found] = accountWords.exec(text.normalize('NFKC')) ?? []
    if (found !== undefined) return bankAccountKey(found)
  }
  return null
}

/** An account as it is compared: digits and letters alone. */
export function bankAccountKey(text: string): string {
  return tidyCode(text).replaceAll('-', '')
}

const anyDay = /^\D{0,2}(?:19|20)\d{2}[-/.年]?\d{1,2}[-/.月]?\d{1,2}/

/** A row without a day whose first cells sum up, or that holds next to nothing, is no line. */
export function isStatementAside(cells: readonly string[]): boolean {
  const filled = cells.map((cell) => cell.normalize('NFKC').trim()).filter((cell) => cell !== '')
  if (filled.some((cell) => anyDay.test(cell) && cell.length <= 24)) return false
  const words = filled.slice(0, 2).join(' ')
  return filled.length < 4 || /合计|总计|小计|笔数|余额|承前|打印|以下空白|total/i.test(words)
}

/** Money as banks write it: `+1,234.00`, `-1,234.00`, `CNY 1,234.00`; nothing is 0. */
export function parseBankAmount(text: string): number | null {
  const plain = text
    .normalize('NFKC')
    .replace(/^(CNY|RMB|人民币)\s*/i, '')
    .trim()
  if (/^[-—–]*$/.test(plain)) return 0
  return parseYuan(plain.replace(/^\+\s*/, '').replace(/^([-−–])\s*/, '-'))
}

/** The day in `2026-11-27 10:12:33`, `20261127 10:12:33`, `20261127101233` or a day alone. */
export function dayOfMoment(text: string): string | null {
  const plain = text.normalize('NFKC').trim()
  const [, year, month = '', day = ''] =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})(?:\D|\d{6}\b|$)/.exec(plain) ??
    []
  return year === undefined ? null : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** Whether a line says that money left (借, 支出, 往账) or came (贷, 收入, 来账); else null. */
export function directionOf(text: string): 'in' | 'out' | null {
  const plain = text.normalize('NFKC').trim().toUpperCase()
  if (/^(借方?|支出?|支取|付|付款|往账|出账|转出|汇出|D|DR|DEBIT)$/.test(plain)) return 'out'
  return /^(贷方?|收入?|存入|收款|来账|入账|进账|转入|汇入|C|CR|CREDIT)$/.test(plain) ? 'in' : null
}
