import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { cents } from '../../../shared/money.ts'
import { arrayOf, execute, queryRows } from '../../platform/db/rows.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import type { ProviderDispute } from '../../platform/stripe/provider.ts'

/** Keeps a dispute as the provider has it now. */
export async function keepDispute(
  tx: Transaction,
  onlinePaymentId: string,
  dispute: ProviderDispute,
): Promise<void> {
  const { id, amountCents, reason, state, respondBy, openedAt } = dispute
  await execute(
    tx,
    sql`
    insert into billing.payment_disputes
      (id, online_payment_id, amount_cents, reason, state, respond_by, opened_at)
    values (${id}, ${onlinePaymentId}, ${amountCents}, ${reason}, ${state},
      ${respondBy?.toISOString() ?? null}::timestamptz, ${openedAt.toISOString()})
    on conflict (id) do update set state = excluded.state, amount_cents = excluded.amount_cents,
      reason = excluded.reason, respond_by = excluded.respond_by`,
  )
}

const takenRow = z.object({ invoiceId: z.uuid(), leftCents: cents })

/**
 * What was taken back of invoices under one of these references, less what was given back under
 * one of them, by invoice.
 */
export function refundedBySource(
  reader: Reader,
  { references, invoiceIds }: { references: readonly string[]; invoiceIds: readonly string[] },
): Promise<z.output<typeof takenRow>[]> {
  const [names, ids] = [arrayOf('text', references), arrayOf('uuid', invoiceIds)]
  return queryRows(
    reader,
    takenRow,
    sql`
    select r.invoice_id, (sum(r.amount_cents) - coalesce((
      select sum(p.amount_cents) from billing.payments p
      where p.invoice_id = r.invoice_id and p.method = 'online'
        and p.bank_reference = any(${names})), 0))::bigint as left_cents
    from billing.refunds r
    where r.invoice_id = any(${ids}) and r.bank_reference = any(${names})
      and r.state = 'confirmed' and r.method = 'online'
    group by r.invoice_id order by r.invoice_id`,
  )
}
