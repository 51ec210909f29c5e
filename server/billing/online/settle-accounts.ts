import type { Context } from '../../platform/context.ts'
import { type Transaction, transaction } from '../../platform/db/transaction.ts'
import {
  claimAccounts,
  hasPendingMove,
  paymentToTransfer,
  refundsToMake,
  settled,
  transferToReverse,
} from './calls.queries.ts'
import { lockPayeeAccount, requestCall, selectPayeeAccounts, settleSoon } from './online.queries.ts'
import { actingNow, later, type OnlineDependencies } from './online-deps.ts'
import { ownAtProvider } from './platform-movements.queries.ts'

/**
 * Makes what each cooperative holds at the provider follow the books: what it is due is
 * transferred out of the payments it comes from, and what was transferred too much, as after a
 * dispute or before a refund, is reversed as far as it is still there. The rest is taken off its
 * next shares. So the outcome depends on the books alone, in whatever order things happened.
 */
export async function settleAccounts(deps: OnlineDependencies): Promise<boolean> {
  const ids = await claimAccounts(deps.db, deps.clock())
  for (const id of ids)
    await settleAccount(deps, id).catch((error: unknown) =>
      deps.log.error({ err: error, cooperative: id }, 'transfers could not be decided'),
    )
  return ids.length > 0
}

async function settleAccount(deps: OnlineDependencies, cooperativeId: string): Promise<void> {
  const [account] = await selectPayeeAccounts(deps.db, [cooperativeId])
  const asksBalance = account !== undefined && account.dueCents < 0 && account.providerId !== null
  const { availableCents } = asksBalance
    ? await deps.provider.readBalance(account.providerId ?? '')
    : { availableCents: 0 }
  const platformCents = await coveredByPlatform(deps)
  await transaction(deps.db, (tx) =>
    decideMove(tx, actingNow(deps), { cooperativeId, availableCents, platformCents }),
  )
}

/**
 * What refunds may take from the platform's balance; null: the provider is asked to make them and
 * says so itself. While the platform has not paid in what it bears of fees, they wait for that.
 */
async function coveredByPlatform({ db, provider }: OnlineDependencies): Promise<number | null> {
  if ((await ownAtProvider(db)) >= 0) return null
  return (await provider.readBalance()).availableCents
}

/** One step: a transfer, a reversal, or the refunds that waited for reversals. */
async function decideMove(
  tx: Transaction,
  context: Context,
  {
    cooperativeId,
    availableCents,
    platformCents,
  }: { cooperativeId: string; availableCents: number; platformCents: number | null },
): Promise<void> {
  const account = await lockPayeeAccount(tx, cooperativeId)
  if (account === null) return
  await settled(tx, [cooperativeId])
  // Its end brings this account back here.
  if (await hasPendingMove(tx, cooperativeId)) return
  const { dueCents } = account
  if (dueCents < 0 && availableCents > 0) {
    const from = await transferToReverse(tx, cooperativeId)
    if (from !== undefined) {
      const amountCents = Math.min(-dueCents, from.heldCents, availableCents)
      const { onlinePaymentId, transferId: targetId } = from
      const call = { onlinePaymentId, targetId, cooperativeId, amountCents }
      return requestCall(tx, context, { kind: 'reverse_transfer', ...call })
    }
  }
  let leftCents = platformCents ?? Number.POSITIVE_INFINITY
  for (const refund of await refundsToMake(tx, cooperativeId)) {
    leftCents -= refund.amountCents
    if (leftCents < 0) {
      await settleSoon(tx, [cooperativeId], later(context.now, 3_600))
      break
    }
    await requestCall(tx, context, { kind: 'refund', cooperativeId, ...refund })
  }
  if (dueCents <= 0 || !account.takesTransfers) return
  const from = await paymentToTransfer(tx, cooperativeId)
  if (from === undefined) return
  const { onlinePaymentId, roomCents } = from
  const amountCents = Math.min(dueCents, roomCents)
  await requestCall(tx, context, { kind: 'transfer', onlinePaymentId, cooperativeId, amountCents })
}
