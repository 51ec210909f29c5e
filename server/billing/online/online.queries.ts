import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { cents } from '../../../shared/money.ts'
import type { Context } from '../../platform/context.ts'
import { arrayOf, execute, insertRows, queryRow, queryRows } from '../../platform/db/rows.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import type { ProviderMovement } from '../../platform/stripe/provider.ts'
import {
  type CallKind,
  type MovementKind,
  onlinePaymentParts,
  onlinePayments,
  providerCalls,
} from '../online.tables.ts'

export type OnlinePaymentRow = typeof onlinePayments.$inferSelect
export type PartRow = typeof onlinePaymentParts.$inferSelect
export type CallRow = typeof providerCalls.$inferSelect

export async function findOnlinePayment(
  reader: Reader,
  id: string,
): Promise<OnlinePaymentRow | null> {
  const [row] = await reader.select().from(onlinePayments).where(eq(onlinePayments.id, id))
  return row ?? null
}

export function selectParts(reader: Reader, onlinePaymentId: string): Promise<PartRow[]> {
  return reader
    .select()
    .from(onlinePaymentParts)
    .where(eq(onlinePaymentParts.onlinePaymentId, onlinePaymentId))
    .orderBy(onlinePaymentParts.invoiceId)
}

/** The payment under its own lock, which follows those of its orders. */
export async function lockOnlinePayment(
  tx: Transaction,
  id: string,
): Promise<OnlinePaymentRow | null> {
  const [row] = await tx
    .select()
    .from(onlinePayments)
    .where(eq(onlinePayments.id, id))
    .for('no key update')
  return row ?? null
}

export async function changeOnlinePayment(
  tx: Transaction,
  id: string,
  change: Partial<OnlinePaymentRow>,
): Promise<void> {
  await tx.update(onlinePayments).set(change).where(eq(onlinePayments.id, id))
}

const idRow = z.object({ id: z.uuid() })

export async function paymentIdOfIntent(reader: Reader, intentId: string): Promise<string | null> {
  const row = await queryRow(
    reader,
    idRow,
    sql`select id from billing.online_payments where intent_id = ${intentId}`,
  )
  return row?.id ?? null
}

/** Leaves a call to the provider behind, to be made after the commit and by its id once. */
export async function requestCall(
  tx: Transaction,
  context: Context,
  call: { kind: CallKind } & Partial<
    Pick<CallRow, 'onlinePaymentId' | 'refundId' | 'cooperativeId' | 'amountCents' | 'targetId'>
  >,
): Promise<void> {
  const { kind, onlinePaymentId = null, refundId = null, cooperativeId = null } = call
  const { amountCents = null, targetId = null } = call
  await insertRows(tx, providerCalls, [
    {
      id: context.newId(),
      ...{ kind, onlinePaymentId, refundId, cooperativeId, amountCents, targetId },
      state: 'pending',
      createdAt: context.now,
      nextAt: context.now,
    },
  ])
}

/** Writes a movement of the provider once; false where it was written before. */
export async function keepMovement(
  tx: Transaction,
  movement: ProviderMovement,
  about: {
    kind: MovementKind
    sourceId: string
    onlinePaymentId: string
    cooperativeId?: string | null
  },
): Promise<boolean> {
  const { kind, sourceId, onlinePaymentId, cooperativeId = null } = about
  const count = await execute(
    tx,
    sql`
    insert into billing.provider_movements
      (id, kind, source_id, online_payment_id, cooperative_id, amount_cents, fee_cents, moved_at)
    values (${movement.id}, ${kind}, ${sourceId}, ${onlinePaymentId}, ${cooperativeId},
      ${movement.amountCents}, ${movement.feeCents}, ${movement.at.toISOString()})
    on conflict (id) do nothing`,
  )
  return count === 1
}

const sourceRow = z.object({ id: z.string(), sourceId: z.string() })

/** The movements of one thing at the provider, such as a dispute, in the order they were made. */
export function movementsOf(
  reader: Reader,
  onlinePaymentId: string,
): Promise<z.output<typeof sourceRow>[]> {
  return queryRows(
    reader,
    sourceRow,
    sql`select id, source_id from billing.provider_movements
      where online_payment_id = ${onlinePaymentId} order by moved_at, id`,
  )
}

/** Has the transfers of these cooperatives compared with their books at the next turn. */
export async function settleSoon(
  tx: Transaction,
  cooperativeIds: readonly string[],
  at: Date,
): Promise<void> {
  await execute(
    tx,
    sql`
    with locked as (
      select cooperative_id from billing.payee_accounts
      where cooperative_id = any(${arrayOf('uuid', cooperativeIds)})
      order by cooperative_id for no key update
    )
    update billing.payee_accounts a set settle_at = ${at.toISOString()}
    from locked where a.cooperative_id = locked.cooperative_id`,
  )
}

const accountRow = z.object({
  cooperativeId: z.uuid(),
  providerId: z.string().nullable(),
  takesTransfers: z.boolean(),
  paysOut: z.boolean(),
  isSubmitted: z.boolean(),
  missingFacts: z.int(),
  openedBy: z.uuid(),
  openedAt: z.date(),
  linkUrl: z.string().nullable(),
  linkExpiresAt: z.date().nullable(),
  dueCents: cents,
})
export type PayeeAccountRow = z.output<typeof accountRow>

/** The accounts of cooperatives at the provider, with what each is due. */
export function selectPayeeAccounts(
  reader: Reader,
  cooperativeIds: readonly string[],
): Promise<PayeeAccountRow[]> {
  return queryRows(
    reader,
    accountRow,
    sql`
    select a.cooperative_id, a.provider_id, a.takes_transfers, a.pays_out, a.is_submitted,
      a.missing_facts, a.opened_by, a.opened_at, a.link_url, a.link_expires_at,
      billing.due_to(a.cooperative_id) as due_cents
    from billing.payee_accounts a
    where a.cooperative_id = any(${arrayOf('uuid', cooperativeIds)}) order by a.cooperative_id`,
  )
}

/** An account under its lock; null where the cooperative has none. */
export async function lockPayeeAccount(
  tx: Transaction,
  cooperativeId: string,
): Promise<PayeeAccountRow | null> {
  await execute(
    tx,
    sql`select from billing.payee_accounts where cooperative_id = ${cooperativeId}
      for no key update`,
  )
  const [row] = await selectPayeeAccounts(tx, [cooperativeId])
  return row ?? null
}

const cooperativeRow = z.object({ cooperativeId: z.uuid() })

export async function cooperativeOfAccount(
  reader: Reader,
  providerId: string,
): Promise<string | null> {
  const row = await queryRow(
    reader,
    cooperativeRow,
    sql`select cooperative_id from billing.payee_accounts where provider_id = ${providerId}`,
  )
  return row?.cooperativeId ?? null
}
