import { z } from 'zod'
import { cents, enteredCents } from '../money.ts'
import { day, id, instant } from '../scalars.ts'
import { standsElsewhere } from './corrections.schemas.ts'

/** What became of a line of a bank statement; `suggested` waits for a person's word. */
export const bankLineStates = ['suggested', 'open', 'matched', 'ignored'] as const
export const bankLineState = z.enum(bankLineStates)
export type BankLineState = z.infer<typeof bankLineState>

/** What speaks for a proposal. */
export const bankReasons = ['reference', 'sum', 'payer', 'account', 'returned'] as const
export type BankReason = (typeof bankReasons)[number]

/** The documents that a line carried out: kept ones, or payments to be recorded by it. */
export const bankMatchInput = z.discriminatedUnion('kind', [
  /** Confirms what the other side recorded; what one's own side recorded is found to be sent. */
  z.object({ kind: z.literal('payments'), ids: z.array(id).min(1).max(50) }),
  z.object({ kind: z.literal('refunds'), ids: z.array(id).min(1).max(50) }),
  /** 误付款, or returns of it, as the line's direction says. */
  z.object({ kind: z.literal('misdirected'), ids: z.array(id).min(1).max(50) }),
  /** Records payments of these invoices, for the other side to confirm. */
  z.object({
    kind: z.literal('invoices'),
    parts: z
      .array(z.object({ invoiceId: id, amountCents: enteredCents.min(1) }))
      .min(1)
      .max(50),
  }),
  /** The line takes back another one of the same account: a transfer that came back. */
  z.object({ kind: z.literal('pair'), lineId: id }),
])
export type BankMatchInput = z.infer<typeof bankMatchInput>

const proposed = z.object({
  /** 0 to 100. */
  score: z.int(),
  reasons: z.array(z.enum(bankReasons)),
})
export type BankProposal = BankMatchInput & z.infer<typeof proposed>

const party = z.object({ id, name: z.string() })

export const bankDocumentKinds = [
  ...(['payment', 'refund', 'misdirected', 'return'] as const),
  ...(['invoice', 'line'] as const),
] as const

/** A document as it stands beside a line. */
export const bankDocument = z.object({
  kind: z.enum(bankDocumentKinds),
  id,
  invoiceId: id.nullable(),
  /** The invoice's number, a bank reference where there is none, or a line's counterparty. */
  label: z.string(),
  party: party.nullable(),
  on: day,
  /** Of this line; of a proposal what it would take. */
  amountCents: cents,
  /** Recorded by one side and not confirmed by the other yet. */
  isWaiting: z.boolean(),
  /** Of a payment. */
  elsewhere: standsElsewhere,
})
export type BankDocument = z.infer<typeof bankDocument>

export const bankLine = z.object({
  id,
  account: z.string(),
  bookedOn: day,
  serial: z.string(),
  /** Received above 0, sent below. */
  amountCents: cents,
  /** Of the amount, without its sign, what no document is found for yet. */
  restCents: cents,
  balanceCents: cents.nullable(),
  counterpartyName: z.string(),
  counterpartyAccount: z.string(),
  purpose: z.string(),
  state: bankLineState,
  reason: z.string(),
  /** Null where it was matched at once, for only one thing could be meant. */
  decidedByName: z.string().nullable(),
  decidedAt: instant.nullable(),
  matches: z.array(bankDocument),
  proposals: z.array(proposed.extend({ match: bankMatchInput, documents: z.array(bankDocument) })),
})
export type BankLineView = z.infer<typeof bankLine>
