import { tidyCode } from '../../../../shared/text.ts'
import type { FoundField, Meaning } from '../kind.ts'

/** What the tax platform says of an invoice, each as it writes it. */
const statuses = {
  valid: ['正常', 'Valid'],
  voided: ['作废', 'Void'],
  reversed: ['已红冲', 'Reversed'],
  partlyReversed: ['部分红冲', 'Partly reversed'],
  creditNote: ['红字', 'Credit note'],
} as const
export type InvoiceStatus = keyof typeof statuses

const forms: readonly [InvoiceStatus, RegExp][] = [
  ['valid', /^(?:正常|有效|正数|蓝字|已?开具|未作废|未红冲|VALID|NORMAL)(?:发票)?$/],
  ['voided', /^(?:已|全额|空白)?作废(?:发票)?$|^VOID(?:ED)?$/],
  ['partlyReversed', /^(?:已|被)?(?:部分(?:已|被)?(?:红冲|冲红)|(?:红冲|冲红)部分)$/],
  ['reversed', /^(?:已|被)?(?:全额|全部)?(?:已|被)?(?:红冲|冲红)(?:全额|全部)?$/],
  ['creditNote', /^(?:红字|负数|红票)(?:发票)?$/],
]

function statusOf(text: string): InvoiceStatus | null {
  const plain = tidyCode(text)
    .replaceAll(/[-—–_()[\]【】:]/g, '')
    .toUpperCase()
  const own = (Object.keys(statuses) as InvoiceStatus[]).find((status) =>
    statuses[status].some((word) => tidyCode(word).toUpperCase() === plain),
  )
  return own ?? forms.find(([, form]) => form.test(plain))?.[0] ?? null
}

/** 发票状态; one that nobody knows is asked. */
export const statusField = {
  titles: { 'zh-CN': '发票状态', en: 'Status' },
  words: ['状态', '开票状态', '票据状态'],
  example: { 'zh-CN': '正常', en: 'valid' },
  options: statuses,
  says: (status) => ({ type: 'options', value: [status] }),
  find: async ({ texts }) => new Map(texts.map((text) => [text, meaningOf(text)])),
} satisfies FoundField<InvoiceStatus>

function meaningOf(text: string): Meaning<InvoiceStatus> {
  const value = statusOf(text)
  if (value !== null) return { value }
  const all = Object.entries(statuses) as [InvoiceStatus, readonly string[]][]
  return {
    options: all.map(([status, words]) => {
      return { value: status, label: words.join(' / '), meaning: status }
    }),
  }
}
