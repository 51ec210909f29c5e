import { listPayments } from '../../shared/billing/billing.api.ts'
import { listCorrections } from '../../shared/deliveries/corrections.api.ts'
import { listReturns } from '../../shared/deliveries/deliveries.api.ts'
import type { Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'

type Return = Result<typeof listReturns>['items'][number]
type Correction = Result<typeof listCorrections>['items'][number]
type Payment = Result<typeof listPayments>['items'][number]

/** One thing that a buyer disputes. */
export interface DisputedItem {
  id: string
  kind: 'return' | 'correction' | 'refused'
  /** Of the return, the receipt or the invoice. */
  number: string
  /** Where it is decided: a receipt, or else an invoice. */
  receiptId: string | null
  invoiceId: string
  goods: string[]
  reason: string
  unitName: string
  orderNumbers: string[]
  at: string
  /** Above 0: what is at stake, as money where that is known already, or as weight. */
  amountCents: number | null
  grams: number | null
}

export interface DisputedMoney {
  returns: number
  corrections: number
  refused: number
  items: DisputedItem[]
}

/** How many of each kind are named. */
const namedOfKind = 5

/**
 * What buyers dispute: returns, corrections of what was accepted, payments not accepted; each kind
 * counted, and its latest named. What one's own side proposed or took back is none of it.
 */
export function useDisputedMoney(reasonText: (reason: string) => string) {
  return useLoad<DisputedMoney>(async (signal) => {
    const query = { pageSize: namedOfKind, count: 'true', state: 'recorded' } as const
    const byUnit = { ...query, recordedSide: 'unit' } as const
    const refusedOnes = { ...query, state: 'rejected', isWithdrawn: 'false' } as const
    const [returns, corrections, refused] = await Promise.all([
      call(listReturns, { query }, { signal }),
      call(listCorrections, { query: byUnit }, { signal }),
      call(listPayments, { query: { ...refusedOnes, recordedSide: 'cooperative' } }, { signal }),
    ])
    return {
      returns: returns.total ?? 0,
      corrections: corrections.total ?? 0,
      // Among many payments only the latest are looked through, and not counted.
      refused: refused.total ?? refused.items.length,
      items: [
        ...returns.items.map((row) => returned(row, reasonText)),
        ...corrections.items.map(corrected),
        ...refused.items.map(refusedPayment),
      ],
    }
  })
}

function returned(row: Return, reasonText: (reason: string) => string): DisputedItem {
  const cents = row.lines.map((line) => line.cents)
  const isPriced = cents.every((amount) => amount !== null)
  return {
    ...{ id: row.id, kind: 'return', number: row.number },
    ...{ receiptId: row.receiptId, invoiceId: '' },
    goods: row.lines.map((line) => line.productName),
    reason: row.note === '' ? reasonText(row.reason) : row.note,
    ...{ unitName: row.unit.name, orderNumbers: [row.purchaseOrderNumber], at: row.recordedAt },
    amountCents: isPriced ? cents.reduce((sum: number, amount) => sum + (amount ?? 0), 0) : null,
    grams: row.lines.reduce((sum, line) => sum + line.grams, 0),
  }
}

function corrected(row: Correction): DisputedItem {
  return {
    ...{ id: row.id, kind: 'correction', number: row.receiptNumber },
    ...{ receiptId: row.receiptId, invoiceId: '' },
    ...{ goods: [row.productName], reason: row.reason, unitName: row.unit.name },
    ...{ orderNumbers: [row.purchaseOrderNumber], at: row.recordedAt },
    amountCents: row.deductionCents === 0 ? row.cents : -row.deductionCents,
    grams: row.grams,
  }
}

function refusedPayment(row: Payment): DisputedItem {
  return {
    ...{ id: row.id, kind: 'refused', number: row.invoiceNumber },
    ...{ receiptId: null, invoiceId: row.invoiceId, goods: [] },
    ...{ reason: row.stateReason, unitName: row.unit.name },
    orderNumbers: row.purchaseOrders.map((order) => order.number),
    at: row.decidedAt ?? row.recordedAt,
    ...{ amountCents: row.amountCents, grams: null },
  }
}
