import { computed, type Ref, ref } from 'vue'
import type { InvoiceFacts } from '../../shared/billing/invoice-file.ts'
import { figuresOf } from '../../shared/billing/invoice-number.ts'
import { tidyLine } from '../../shared/text.ts'
import { openInvoiceFile } from './open-invoice-file.ts'

/** What is typed of an invoice, and whom it is between. */
export interface TypedInvoice {
  number: string
  issuedOn: string
  seller: string
  buyer: string
  totalCents: number
}

export type FactName = 'number' | 'issuedOn' | 'seller' | 'buyer' | 'total'

/** What the file says beside what is typed; `agrees` is null where the file says nothing. */
export interface ComparedFact {
  name: FactName
  stated: string | number | null
  agrees: boolean | null
}

/** The facts of an uploaded invoice, read in the browser, compared with what is typed. */
export function useInvoiceFacts(typed: Ref<TypedInvoice>) {
  const facts = ref<InvoiceFacts | null>(null)
  const compared = computed<ComparedFact[]>(() => {
    const file = facts.value
    if (file === null) return []
    const { number, issuedOn, seller, buyer, totalCents } = typed.value
    const same = (stated: string | null, own: string) =>
      stated === null ? null : tidyLine(stated) === tidyLine(own)
    const isSameNumber = figuresOf(file.number ?? '') === figuresOf(number)
    return [
      { name: 'number', stated: file.number, agrees: file.number === null ? null : isSameNumber },
      { name: 'issuedOn', stated: file.issuedOn, agrees: same(file.issuedOn, issuedOn) },
      { name: 'seller', stated: file.sellerName, agrees: same(file.sellerName, seller) },
      { name: 'buyer', stated: file.buyerName, agrees: same(file.buyerName, buyer) },
      {
        name: 'total',
        stated: file.totalCents,
        agrees: file.totalCents === null ? null : file.totalCents === totalCents,
      },
    ]
  })

  async function readFacts(file: File): Promise<InvoiceFacts | null> {
    facts.value = await openInvoiceFile(file)
    return facts.value
  }
  return { facts, compared, readFacts }
}

/** The amounts of lines whose product the file names once, where the form has it once as well. */
export function amountsIn(
  facts: InvoiceFacts,
  lines: readonly { orderLineId: string; productName: string }[],
): Map<string, number> {
  const onlyOne = <Row>(rows: Row[]) => (rows.length === 1 ? rows[0] : undefined)
  const amounts = new Map<string, number>()
  for (const { name, amountCents } of facts.lines) {
    const isNamedOnce = onlyOne(facts.lines.filter((line) => line.name === name)) !== undefined
    const line = onlyOne(lines.filter(({ productName }) => productName === name))
    if (isNamedOnce && line) amounts.set(line.orderLineId, amountCents)
  }
  return amounts
}
