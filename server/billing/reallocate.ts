import { recordPayment as attributePayment } from '../attribution/index.ts'
import { attributedLines } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { insertReallocations } from './invoice-money.queries.ts'

interface LineAmount {
  orderLineId: string
  amountCents: number
}

/** What changes of each line of an invoice. */
export interface ReallocatedInvoice {
  invoiceId: string
  /** What is kept of a line afterwards, less what was kept before. */
  changes: readonly LineAmount[]
  /** What the document's own lines take off; what goes beyond them moves between lines. */
  explained: readonly (LineAmount & { id: string })[]
}

interface Document {
  cause: { kind: 'credit_note' | 'refund' | 'set_off' | 'payment_move'; id: string }
  occurredOn: string
}

/** How a document other than a payment changes what is kept of each line of an invoice. */
export type Reallocation = Document & ReallocatedInvoice

/**
 * Writes how payments are split now, and reports it to the ledger of attribution, so that what is
 * recognised of a line is min(accepted, paid net of refunds) after every act (§3.2).
 */
export async function reallocate(
  tx: Transaction,
  context: Context,
  { cause, occurredOn, ...invoice }: Reallocation,
): Promise<void> {
  await reallocateMany(tx, context, { cause, occurredOn }, [invoice])
}

/** The same of a document about several invoices, which may bill one order line each. */
export async function reallocateMany(
  tx: Transaction,
  context: Context,
  { cause, occurredOn }: Document,
  invoices: readonly ReallocatedInvoice[],
): Promise<void> {
  const lines = invoices.flatMap((invoice) => linesOf(context, invoice))
  const moved = lines.filter(({ change, own }) => change + own !== 0)
  await insertReallocations(
    tx,
    moved.map(({ invoiceId, orderLineId, change, own }) => ({
      id: context.newId(),
      causeKind: cause.kind,
      causeId: cause.id,
      invoiceId,
      orderLineId,
      amountCents: change + own,
    })),
  )
  const changed = lines.filter(({ change }) => change !== 0)
  await attributePayment(tx, context, {
    occurredOn,
    kind: cause.kind === 'refund' ? 'refund' : 'payment',
    lines: (await attributedLines(tx, changed)).map((line) => ({
      line: line.attributed,
      cause: { type: cause.kind, id: cause.id, lineId: line.id },
      paidCents: line.change,
    })),
  })
}

function linesOf(context: Context, { invoiceId, changes, explained }: ReallocatedInvoice) {
  const changeOf = new Map(changes.map((line) => [line.orderLineId, line.amountCents]))
  const ownOf = new Map(explained.map((line) => [line.orderLineId, line]))
  const orderLineIds = new Set([...changeOf.keys(), ...ownOf.keys()])
  return [...orderLineIds].sort().map((orderLineId) => {
    const change = changeOf.get(orderLineId) ?? 0
    const own = ownOf.get(orderLineId)
    const amountCents = own?.amountCents ?? 0
    return { id: own?.id ?? context.newId(), invoiceId, orderLineId, change, own: amountCents }
  })
}
