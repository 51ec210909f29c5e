import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { cents } from '../../../shared/money.ts'
import { arrayOf, queryRow, queryRows } from '../../platform/db/rows.ts'
import type { Reader } from '../../platform/db/transaction.ts'

/**
 * What of the platform's balance at the provider is its own, by its books: what it paid in and did
 * not take out, less the fees that it bears. Below zero it has these still to pay in.
 */
export async function ownAtProvider(reader: Reader): Promise<number> {
  const row = await queryRow(
    reader,
    z.object({ ownCents: cents }),
    sql`select coalesce(sum(b.debit_cents - b.credit_cents), 0)::bigint as own_cents
      from organisations.organisations_published o
      join billing.account_balances b on b.organisation_id = o.id
        and b.account = 'stripe_clearing'
      where o.kind = 'platform'`,
  )
  return row?.ownCents ?? 0
}

/** Which of these movements of the platform, by the provider's ids, are written already. */
export async function knownMovements(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await queryRows(
    reader,
    z.object({ providerId: z.string() }),
    sql`select provider_id from billing.platform_movements
      where provider_id = any(${arrayOf('text', ids)})`,
  )
  return new Set(rows.map((row) => row.providerId))
}
