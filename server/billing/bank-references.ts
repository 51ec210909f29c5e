import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { fieldError } from '../../shared/errors.ts'
import { cents, centsToYuanText } from '../../shared/money.ts'
import { day } from '../../shared/scalars.ts'
import { arrayOf, queryRow } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { type RecordFault, recordFault } from '../platform/record-fault.ts'
import { lockPairs, type Pair } from './misdirected.queries.ts'

/** A bank reference that is about to stand on an invoice, or on money without one. */
export interface NewReference extends Pair {
  invoiceId: string | null
  bankReference: string
}

const standing = z.object({
  document: z.enum(['payment', 'refund', 'misdirected', 'return']),
  number: z.string(),
  on: day,
  amountCents: cents,
})

/**
 * A transfer is counted once: its bank reference stands on no other kind of document for money in
 * the same direction between the two, and once on an invoice, however letters and gaps were written
 * (§2.7). One transfer may pay many invoices. What was rejected, withdrawn or came back does not
 * count. Locks the pairs, so that two at once wait for each other; names what has the reference.
 */
export async function requireNewReferences(
  tx: Transaction,
  { isBack, references }: { isBack: boolean; references: readonly NewReference[] },
): Promise<void> {
  await lockPairs(tx, references)
  const found = await queryRow(tx, standing, standingOf(references, isBack))
  if (found === undefined) return
  const { document, number, on, amountCents } = found
  const yuan = centsToYuanText(amountCents)
  throw fieldError(['bankReference'], 'duplicate', { document, number, on, yuan })
}

function standingOf(references: readonly NewReference[], isBack: boolean): SQL {
  const ofInvoice = isBack
    ? sql`select 'refund' as document, refunded_on as on, d.* from billing.refunds d`
    : sql`select 'payment' as document, paid_on as on, d.* from billing.payments d`
  const column = (type: 'uuid' | 'text', name: keyof NewReference) =>
    arrayOf(
      type,
      references.map((reference) => reference[name]),
    )
  return sql`
    select found.* from unnest(${column('uuid', 'unitId')}, ${column('uuid', 'cooperativeId')},
      ${column('uuid', 'invoiceId')}, ${column('text', 'bankReference')}
    ) as given(unit_id, cooperative_id, invoice_id, reference)
    cross join lateral (
      select d.document, i.number, d.on, d.amount_cents
      from (${ofInvoice}) d join billing.invoices i on i.id = d.invoice_id
      where ${isSame} and (given.invoice_id is null or d.invoice_id = given.invoice_id)
      union all
      select case when d.is_return then 'return' else 'misdirected' end, '', d.moved_on,
        d.amount_cents
      from billing.misdirected_payments d where ${isSame} and d.is_return = ${isBack}
    ) found limit 1`
}

const isSame = sql`d.unit_id = given.unit_id and d.cooperative_id = given.cooperative_id
  and d.state <> 'rejected'
  and billing.reference_key(d.bank_reference) = billing.reference_key(given.reference)`

/** The first bank reference that counts twice for money in one direction between two sides. */
export function findBankReferenceFault(
  reader: Reader,
  prefix: string,
): Promise<RecordFault | undefined> {
  return queryRow(
    reader,
    recordFault,
    sql`
    with given as (
      select id, unit_id, cooperative_id, is_return, bank_reference as reference,
        format('%s %s', case when is_return then 'return' else 'misdirected payment' end, id)
          as document
      from billing.misdirected_payments where state <> 'rejected'
    ), twice as (
      select given.cooperative_id, given.reference, given.document, d.document as other
      from given cross join lateral (
        select format('payment %s', d.id) as document from billing.payments d
        where ${isSame} and not given.is_return
        union all
        select format('refund %s', d.id) from billing.refunds d where ${isSame} and given.is_return
        union all
        select format('misdirected payment or return %s', d.id)
        from billing.misdirected_payments d
        where ${isSame} and d.is_return = given.is_return and d.id > given.id
      ) d
    )
    select c.county_code, format('bank reference %s stands on %s and on %s', t.reference,
      t.document, t.other) as detail
    from twice t join organisations.cooperatives_published c
      on c.organisation_id = t.cooperative_id
    where starts_with(c.county_code, ${prefix}::text) order by 1, 2 limit 1`,
  )
}
