import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { cents } from '../../../shared/money.ts'
import { day } from '../../../shared/scalars.ts'
import { execute, queryRow, queryRows } from '../../platform/db/rows.ts'
import type { Database, Reader, Transaction } from '../../platform/db/transaction.ts'
import type { ProviderAccount } from '../../platform/stripe/provider.ts'

/** Makes a cooperative's account here; false where it has one. */
export async function insertPayeeAccount(
  tx: Transaction,
  row: { cooperativeId: string; openedBy: string; openedAt: Date },
): Promise<boolean> {
  const count = await execute(
    tx,
    sql`insert into billing.payee_accounts (cooperative_id, opened_by, opened_at)
      values (${row.cooperativeId}, ${row.openedBy}, ${row.openedAt.toISOString()})
      on conflict (cooperative_id) do nothing`,
  )
  return count === 1
}

export async function keepProviderId(
  tx: Transaction,
  cooperativeId: string,
  providerId: string,
): Promise<void> {
  await execute(
    tx,
    sql`update billing.payee_accounts set provider_id = ${providerId}
      where cooperative_id = ${cooperativeId}`,
  )
}

export async function keepForm(
  tx: Transaction,
  cooperativeId: string,
  form: { url: string; expiresAt: Date } | null,
): Promise<void> {
  await execute(
    tx,
    sql`update billing.payee_accounts set link_url = ${form?.url ?? null},
      link_expires_at = ${form?.expiresAt.toISOString() ?? null}::timestamptz
      where cooperative_id = ${cooperativeId}`,
  )
}

/** Keeps what the provider says of an account; its transfers are looked at again. */
export async function keepAccount(
  tx: Transaction,
  cooperativeId: string,
  account: ProviderAccount,
  at: Date,
): Promise<void> {
  await execute(
    tx,
    sql`
    update billing.payee_accounts set takes_transfers = ${account.takesTransfers},
      pays_out = ${account.paysOut}, is_submitted = ${account.isSubmitted},
      missing_facts = ${account.missingFacts}, checked_at = ${at.toISOString()},
      settle_at = ${at.toISOString()}
    where cooperative_id = ${cooperativeId}`,
  )
}

const callStateRow = z.object({ state: z.string(), failure: z.string() })

/** How the latest call about opening an account or its form went. */
export function latestAccountCall(reader: Reader, cooperativeId: string) {
  return queryRow(
    reader,
    callStateRow,
    sql`select state, failure from billing.provider_calls
      where cooperative_id = ${cooperativeId} and kind in ('open_account', 'open_form')
      order by created_at desc, id desc limit 1`,
  )
}

const payoutRow = z.object({
  id: z.uuid(),
  providerId: z.string(),
  amountCents: cents,
  state: z.enum(['under_way', 'paid', 'failed']),
  createdOn: day,
  paidOn: day.nullable(),
  returnedOn: day.nullable(),
  failure: z.string(),
})
export type PayoutRow = z.output<typeof payoutRow>

/** The latest payouts to a cooperative's bank account. */
export function selectPayouts(reader: Reader, cooperativeId: string): Promise<PayoutRow[]> {
  return queryRows(
    reader,
    payoutRow,
    sql`
    select id, provider_id, amount_cents, state, created_on, paid_on, returned_on, failure
    from billing.payouts where cooperative_id = ${cooperativeId}
    order by created_on desc, id desc limit 50`,
  )
}

export function findPayout(reader: Reader, providerId: string): Promise<PayoutRow | undefined> {
  return queryRow(
    reader,
    payoutRow,
    sql`
    select id, provider_id, amount_cents, state, created_on, paid_on, returned_on, failure
    from billing.payouts where provider_id = ${providerId}`,
  )
}

/** Writes a payout as it is now; what was posted of it stays. */
export async function keepPayout(
  tx: Transaction,
  row: Omit<PayoutRow, 'returnedOn'> & {
    cooperativeId: string
    posted: { by: string; at: Date } | null
    returned: { id: string; on: string } | null
  },
): Promise<void> {
  const { posted, returned } = row
  await execute(
    tx,
    sql`
    insert into billing.payouts as kept (id, provider_id, cooperative_id, amount_cents, state,
      created_on, paid_on, returned_id, returned_on, failure, posted_by, posted_at)
    values (${row.id}, ${row.providerId}, ${row.cooperativeId}, ${row.amountCents}, ${row.state},
      ${row.createdOn}, ${row.paidOn}::date, ${returned?.id ?? null}::uuid,
      ${returned?.on ?? null}::date, ${row.failure}, ${posted?.by ?? null}::uuid,
      ${posted?.at.toISOString() ?? null}::timestamptz)
    on conflict (provider_id) do update set state = excluded.state, failure = excluded.failure,
      paid_on = coalesce(kept.paid_on, excluded.paid_on),
      returned_id = coalesce(kept.returned_id, excluded.returned_id),
      returned_on = coalesce(kept.returned_on, excluded.returned_on),
      posted_by = coalesce(kept.posted_by, excluded.posted_by),
      posted_at = coalesce(kept.posted_at, excluded.posted_at)`,
  )
}

const knownAccount = z.object({ cooperativeId: z.uuid(), providerId: z.string() })

/** Every account that the provider has made. */
export function selectKnownAccounts(db: Database) {
  return queryRows(
    db,
    knownAccount,
    sql`select cooperative_id, provider_id from billing.payee_accounts
      where provider_id is not null order by cooperative_id`,
  )
}
