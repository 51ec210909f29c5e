/**
 * What the program asks of a payment provider, in its own words: amounts are 分, days and words are
 * those of the rest of the program. Stripe's words stay in this folder.
 */
export interface PaymentProvider {
  /** Opens the provider's page on which the payer pays; `key` makes it once. */
  openCheckout(checkout: CheckoutToOpen, key: string): Promise<{ sessionId: string; url: string }>
  /** Closes that page; the payer cannot pay on it any more. */
  closeCheckout(sessionId: string, key: string): Promise<void>
  readPayment(sessionId: string): Promise<ProviderPayment>
  /** Our id of the payment that this intent belongs to, where it was made by this program. */
  findPaymentOf(intentId: string): Promise<string | null>
  refund(refund: RefundToMake, key: string): Promise<{ id: string }>
  transfer(transfer: TransferToMake, key: string): Promise<MadeMovement>
  reverseTransfer(
    reversal: { transferId: string; amountCents: number; callId: string },
    key: string,
  ): Promise<MadeMovement>
  /** What an earlier call with this id made, for calls older than keys are remembered. */
  findMade(call: EarlierCall): Promise<{ id: string; movement?: ProviderMovement } | null>
  openAccount(account: { cooperativeId: string; name: string }, key: string): Promise<string>
  /** A link into the provider's own form for an account; it works once and for minutes. */
  openForm(form: FormToOpen, key: string): Promise<{ url: string; expiresAt: Date }>
  readAccount(accountId: string): Promise<ProviderAccount>
  /** What an account, or the platform where none is named, holds and will hold. */
  readBalance(accountId?: string): Promise<{ availableCents: number; totalCents: number }>
  readPayout(accountId: string, payoutId: string): Promise<ProviderPayout>
  listPayouts(accountId: string, since: Date): Promise<ProviderPayout[]>
  /** Every movement on the platform's balance within a time. */
  listMovements(from: Date, until: Date): Promise<ListedMovement[]>
  /** A report, once its signature over the raw bytes is found true. Throws `WrongSignature`. */
  readEvent(raw: Buffer, signature: string): ProviderEvent
}

/** The kinds of payment by their names in the program, which are Stripe's too. */
export type OnlineMethod = 'card' | 'alipay' | 'wechat_pay'

export interface CheckoutToOpen {
  paymentId: string
  method: OnlineMethod
  items: readonly { name: string; amountCents: number }[]
  successUrl: string
  cancelUrl: string
  expiresAt: Date
}

export interface RefundToMake {
  intentId: string
  refundId: string
  callId: string
  amountCents: number
}

export interface TransferToMake {
  accountId: string
  chargeId: string
  paymentId: string
  callId: string
  amountCents: number
}

export interface EarlierCall {
  callId: string
  kind: 'refund' | 'transfer' | 'reverse_transfer'
  intentId: string
  paymentId: string
  transferId: string | null
}

export interface FormToOpen {
  accountId: string
  returnUrl: string
  refreshUrl: string
}

/** A movement on the platform's balance, signed as there. */
export interface ProviderMovement {
  id: string
  amountCents: number
  feeCents: number
  at: Date
}
export type MadeMovement = { id: string; movement: ProviderMovement }
export type ListedMovement = ProviderMovement & {
  type: string
  sourceId: string
  subject: EventSubject
}

/** A payment as the provider has it now, with everything that became of it. */
export interface ProviderPayment {
  state: 'open' | 'expired' | 'paid'
  /** Why the last attempt was refused; the payer may try again. */
  failure: string
  paid: {
    intentId: string
    chargeId: string
    at: Date
    /** Null for the moments until the provider has written it. */
    movement: ProviderMovement | null
  } | null
  refunds: ProviderRefund[]
  disputes: ProviderDispute[]
}

export interface ProviderRefund {
  id: string
  /** Ours, where this program asked for it. */
  refundId: string | null
  amountCents: number
  state: 'waiting' | 'succeeded' | 'failed'
  failure: string
  movement: ProviderMovement | null
  /** The money of a refund that failed after it was made. */
  failureMovement: ProviderMovement | null
}

export interface ProviderDispute {
  id: string
  amountCents: number
  reason: string
  state: string
  respondBy: Date | null
  openedAt: Date
  /** What was taken, and what was given back. */
  movements: ProviderMovement[]
}

export interface ProviderAccount {
  id: string
  takesTransfers: boolean
  paysOut: boolean
  isSubmitted: boolean
  missingFacts: number
}

export interface ProviderPayout {
  id: string
  amountCents: number
  state: 'under_way' | 'paid' | 'failed'
  createdAt: Date
  arrivesAt: Date
  failure: string
}

/** What a report is about: the program reads the present state of it and believes nothing else. */
export type EventSubject =
  | { kind: 'payment'; paymentId: string | null; intentId: string | null }
  | { kind: 'account'; accountId: string }
  | { kind: 'payout'; accountId: string; payoutId: string }
  | { kind: 'other' }

export interface ProviderEvent {
  id: string
  kind: string
  subject: EventSubject
  payload: Record<string, unknown>
}

/** The bytes are not what the provider signed. */
export class WrongSignature extends Error {}

/** The provider refuses a call for good; the message is the provider's code and no more. */
export class ProviderRefusal extends Error {}
