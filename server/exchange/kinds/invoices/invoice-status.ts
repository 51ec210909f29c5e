import type { RowRemark } from '../../../../shared/exchange/imports.schemas.ts'
import type { NumberedDocument, WholeInvoice } from '../../../billing/index.ts'
import type { Decision } from '../kind.ts'
import type { InvoiceValues } from './invoice-fields.ts'

interface Entered {
  /** What is entered here under its number and not void. */
  document: NumberedDocument | undefined
  totalCents: number | null
}

/**
 * What a row is by its state alone (§7.4): what the tax platform calls void or reversed while it
 * stands here is shown to be mended by hand; what is not here need not be entered. Null where the
 * row is an invoice that is valid.
 */
export function decisionByStatus(
  { status }: InvoiceValues,
  { document, totalCents }: Entered,
): Omit<Decision<WholeInvoice>, 'key'> | null {
  const isNegative = status === 'creditNote' || (totalCents !== null && totalCents < 0)
  if (isNegative && status !== 'voided') {
    if (!document?.isCreditNote) return faultOf({ field: 'total', code: 'credit_note_by_hand' })
    const isSame = Math.abs(totalCents ?? 0) === document.totalCents
    return isSame ? { outcome: 'same' } : faultOf({ field: 'total', code: 'invoice_number_taken' })
  }
  if (status === 'voided')
    return document === undefined
      ? { outcome: 'skipped' }
      : faultOf({ field: 'status', code: 'voided_there' }, document)
  if (status === 'reversed') {
    if (document === undefined) return { outcome: 'skipped' }
    return document.creditedCents < document.totalCents
      ? faultOf({ field: 'status', code: 'reversed_there' }, document)
      : { outcome: 'same', subject: subjectOf(document) }
  }
  if (status === 'partlyReversed' && document?.creditedCents === 0)
    return faultOf({ field: 'status', code: 'reversed_there' }, document)
  return null
}

function faultOf(
  fault: RowRemark,
  document?: NumberedDocument,
): Omit<Decision<WholeInvoice>, 'key'> {
  const subject = document && !document.isCreditNote ? subjectOf(document) : undefined
  return { outcome: 'fault', faults: [fault], ...(subject && { subject }) }
}

function subjectOf({ id }: NumberedDocument) {
  return { type: 'invoice', id }
}
