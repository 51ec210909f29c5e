import { tidyCode } from '../text.ts'

/** A number and, of an older invoice, its code (发票代码), as people write them. */
export interface TypedInvoiceNumber {
  number: string
  code: string
}

export type InvoiceNumberFault = 'invoice_number_format' | 'invoice_code_format'

/**
 * What an invoice is called (§7.4): the 20 digits of a fully digital one (数电发票), or the code of
 * 10 or 12 digits and the 8 digits of an older one, with a space between. Gaps, hyphens and
 * full-width digits are taken as they are meant (§2.7).
 */
export function invoiceNumberOf(
  typed: TypedInvoiceNumber,
): { number: string } | { fault: InvoiceNumberFault } {
  const [number, code] = [figuresOf(typed.number), figuresOf(typed.code)]
  if (/^\d{20}$/.test(number)) return code === '' ? { number } : { fault: 'invoice_code_format' }
  if (!/^\d{8}$/.test(number)) return { fault: 'invoice_number_format' }
  const isCode = /^(\d{10}|\d{12})$/.test(code)
  return isCode ? { number: `${code} ${number}` } : { fault: 'invoice_code_format' }
}

/** Whether what is typed so far is the number of an older invoice, which has a code as well. */
export function needsInvoiceCode(number: string): boolean {
  return /^\d{8}$/.test(figuresOf(number))
}

/** A number without the gaps and hyphens that it is printed or copied with. */
export function figuresOf(typed: string): string {
  return tidyCode(typed).replaceAll(/[-‐‑‒–—―−·.]/g, '')
}
