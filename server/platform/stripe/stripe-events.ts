import Stripe from 'stripe'
import { type EventSubject, type ProviderEvent, WrongSignature } from './provider.ts'
import { idOf } from './stripe-words.ts'

/** A report by Stripe, read from the bytes as they came once their signature is found true. */
export function readSignedEvent(
  stripe: Stripe,
  { raw, signature, secret }: { raw: Buffer; signature: string; secret: string },
): ProviderEvent {
  const event = constructed(stripe, raw, signature, secret)
  return {
    id: event.id,
    kind: event.type,
    subject: subjectOf(event.data.object, event.account),
    // The whole report is some kilobytes; what it is about is read anew from Stripe.
    payload: { created: event.created, account: event.account ?? null, type: event.type },
  }
}

function constructed(stripe: Stripe, raw: Buffer, signature: string, secret: string): Stripe.Event {
  try {
    return stripe.webhooks.constructEvent(raw, signature, secret)
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) throw new WrongSignature()
    // The signature was true and the bytes are no event: nothing Stripe sends.
    throw new WrongSignature()
  }
}

/** What an object of Stripe is about; `account` is the connected account it belongs to. */
export function subjectOf(value: unknown, account?: string): EventSubject {
  if (typeof value !== 'object' || value === null) return { kind: 'other' }
  const object = value as {
    object: string
    id: string
    metadata?: Stripe.Metadata | null
    payment_intent?: string | { id: string } | null
  }
  const paymentId = object.metadata?.payment ?? null
  switch (object.object) {
    case 'checkout.session':
    case 'charge':
    case 'refund':
    case 'dispute':
      return { kind: 'payment', paymentId, intentId: idOf(object.payment_intent) }
    case 'payment_intent':
      return { kind: 'payment', paymentId, intentId: object.id }
    case 'account':
      return { kind: 'account', accountId: object.id }
    case 'payout':
      if (account === undefined) return { kind: 'other' }
      return { kind: 'payout', accountId: account, payoutId: object.id }
    default:
      return { kind: 'other' }
  }
}
