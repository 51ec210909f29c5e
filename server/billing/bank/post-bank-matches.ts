import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { accounts } from '../../../shared/billing/accounts.ts'
import { day } from '../../../shared/scalars.ts'
import type { Context } from '../../platform/context.ts'
import { arrayOf, queryRows } from '../../platform/db/rows.ts'
import type { Transaction } from '../../platform/db/transaction.ts'
import { postEntries } from '../post-entries.ts'

const expected = z.object({
  causeId: z.uuid(),
  organisationId: z.uuid(),
  counterpartyId: z.uuid(),
  occurredOn: day,
  account: z.enum(accounts),
  cents: z.int(),
})

/** Which matches of lines with documents: those of documents just confirmed, or just made. */
interface MatchesMeant {
  paymentIds?: readonly string[]
  refundIds?: readonly string[]
  misdirectedIds?: readonly string[]
  matchIds?: readonly string[]
}

/**
 * Posts what the bank has carried out, from clearing to the bank, in the books of whose statement
 * it is; a document that the other side has not confirmed is posted when it is (§7.5).
 */
export async function postBankMatches(
  tx: Transaction,
  context: Context,
  { paymentIds = [], refundIds = [], misdirectedIds = [], matchIds = [] }: MatchesMeant,
): Promise<void> {
  const rows = await queryRows(
    tx,
    expected,
    sql`
    select cause_id, organisation_id, counterparty_id, occurred_on, account, cents
    from billing.expected_bank_postings where cause_id in (
      select id from billing.bank_matches
      where payment_id = any(${arrayOf('uuid', paymentIds)})
      union all
      select id from billing.bank_matches where refund_id = any(${arrayOf('uuid', refundIds)})
      union all
      select id from billing.bank_matches
      where misdirected_id = any(${arrayOf('uuid', misdirectedIds)})
      union all
      select unnest(${arrayOf('uuid', matchIds)}))
    order by cause_id, account`,
  )
  const entries = [...Map.groupBy(rows, (row) => row.causeId)].flatMap(([id, own]) => {
    const [first] = own
    if (first === undefined) return []
    const { organisationId, counterpartyId, occurredOn } = first
    const postings = own.map(({ account, cents }) => ({ account, cents }))
    const cause = { kind: 'bank_statement' as const, id }
    return [{ organisationId, counterpartyId, occurredOn, cause, invoiceId: null, postings }]
  })
  if (entries.length > 0) await postEntries(tx, context, entries)
}
