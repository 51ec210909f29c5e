import type Stripe from 'stripe'
import type {
  ProviderAccount,
  ProviderDispute,
  ProviderMovement,
  ProviderPayout,
  ProviderRefund,
} from './provider.ts'

// Stripe's objects in the program's words.

export const instantOf = (seconds: number) => new Date(seconds * 1_000)

/** An object that was asked for whole; null where Stripe has none yet. */
export function expanded<T extends { id: string }>(value: string | T | null | undefined): T | null {
  if (typeof value === 'string') throw new Error('Stripe left an object folded')
  return value ?? null
}

export function idOf(value: string | { id: string } | null | undefined): string | null {
  return typeof value === 'string' ? value : (value?.id ?? null)
}

export function movementOf(movement: Stripe.BalanceTransaction): ProviderMovement {
  const { id, amount: amountCents, fee: feeCents, created } = movement
  return { id, amountCents, feeCents, at: instantOf(created) }
}

export function refundOf(refund: Stripe.Refund): ProviderRefund {
  const movement = expanded(refund.balance_transaction)
  const failed = expanded(refund.failure_balance_transaction)
  const { status } = refund
  const isOver = status === 'failed' || status === 'canceled'
  return {
    id: refund.id,
    refundId: refund.metadata?.refund ?? null,
    amountCents: refund.amount,
    state: status === 'succeeded' ? 'succeeded' : isOver ? 'failed' : 'waiting',
    failure: refund.failure_reason ?? (isOver ? String(status) : ''),
    movement: movement && movementOf(movement),
    failureMovement: failed && movementOf(failed),
  }
}

export function disputeOf(dispute: Stripe.Dispute): ProviderDispute {
  const { id, amount, reason, status, evidence_details, created, balance_transactions } = dispute
  const dueBy = evidence_details.due_by
  return {
    ...{ id, amountCents: amount, reason, state: status },
    respondBy: dueBy ? instantOf(dueBy) : null,
    openedAt: instantOf(created),
    movements: balance_transactions.map(movementOf),
  }
}

export function accountOf(account: Stripe.Account): ProviderAccount {
  return {
    id: account.id,
    takesTransfers: account.capabilities?.transfers === 'active',
    paysOut: account.payouts_enabled,
    isSubmitted: account.details_submitted,
    missingFacts: account.requirements?.currently_due?.length ?? 0,
  }
}

export function payoutOf(payout: Stripe.Payout): ProviderPayout {
  const { id, amount, status, created, arrival_date, failure_code } = payout
  const isOver = status === 'failed' || status === 'canceled'
  return {
    ...{ id, amountCents: amount },
    state: status === 'paid' ? 'paid' : isOver ? 'failed' : 'under_way',
    createdAt: instantOf(created),
    arrivesAt: instantOf(arrival_date),
    failure: failure_code ?? (isOver ? status : ''),
  }
}
