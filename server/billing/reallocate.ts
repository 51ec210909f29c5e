import { recordPayment as attributePayment } from '../attribution/index.ts'
import { attributedLines } from '../orders/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { insertReallocations } from './invoice-money.queries.ts'

interface LineAmount {
  orderLineId: string
  amountCents: number
}

/** How a document other than a payment changes what is kept of each line of an invoice. */
export interface Reallocation {
  cause: { kind: 'credit_note' | 'refund' | 'set_off'; id: string }
  invoiceId: string
  occurredOn: string
  /** What is kept of a line afterwards, less what was kept before. */
  changes: readonly LineAmount[]
  /** What the document's own lines take off; what goes beyond them moves between lines. */
  explained: readonly (LineAmount & { id: string })[]
}

/**
 * Writes how payments are split now, and reports it to the ledger of attribution, so that what is
 * recognised of a line is min(accepted, paid net of refunds) after every act (§3.2).
 */
export async function reallocate(
  tx: Transaction,
  context: Context,
  { cause, invoiceId, occurredOn, changes, explained }: Reallocation,
): Promise<void> {
  const changeOf = new Map(changes.map((line) => [line.orderLineId, line.amountCents]))
  const ownOf = new Map(explained.map((line) => [line.orderLineId, line]))
  const orderLineIds = new Set([...changeOf.keys(), ...ownOf.keys()])
  const lines = [...orderLineIds].sort().map((orderLineId) => {
    const change = changeOf.get(orderLineId) ?? 0
    const own = ownOf.get(orderLineId)
    return { id: own?.id ?? context.newId(), orderLineId, change, own: own?.amountCents ?? 0 }
  })
  const moved = lines.filter(({ change, own }) => change + own !== 0)
  await insertReallocations(
    tx,
    moved.map(({ orderLineId, change, own }) => ({
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
