import { z } from 'zod'
import { ofMetric } from '../figure.ts'
import { cents } from '../money.ts'
import { cursorPage } from '../pagination.ts'
import { day, id, month } from '../scalars.ts'
import { accounts, causeKinds } from './accounts.ts'

const party = z.object({ id, name: z.string() })

const trialBalanceLine = z.object({
  account: z.enum(accounts),
  /** Debit above 0, credit below. */
  openingCents: ofMetric('balance'),
  debitCents: ofMetric('movement'),
  creditCents: ofMetric('movement'),
  closingCents: ofMetric('balance'),
})

/** Of every account that was ever posted to; debits and credits of a period sum to the same. */
export const trialBalance = z.object({
  from: month,
  to: month,
  lines: z.array(trialBalanceLine),
})

/** Above 0 the buyer owes the seller, below 0 the seller owes the buyer; on both sides alike. */
export const counterpartyBalance = z.object({
  counterparty: party,
  balanceCents: ofMetric('balance'),
})

/** The document behind an entry. */
const causeShape = {
  entryId: id,
  occurredOn: day,
  cause: z.enum(causeKinds),
  invoiceId: id.nullable(),
  invoiceNumber: z.string().nullable(),
  /** The order of a settlement. */
  purchaseOrderId: id.nullable(),
  /** The bank's reference, where there is one. */
  bankReference: z.string().nullable(),
}

export const accountPosting = z.object({
  ...causeShape,
  counterparty: party.nullable(),
  debitCents: cents,
  creditCents: cents,
})

const statementLine = z.object({
  ...causeShape,
  /** Signed as the balance: an invoice is above 0, a payment below. */
  changeCents: z.int(),
  balanceCents: ofMetric('balance'),
})

/** 对账单: amounts are above 0 where the buyer owes the seller, whichever side reads it. */
export const statement = cursorPage(statementLine).extend({
  organisation: party,
  counterparty: party,
  /** Whether the reader's organisation sells. */
  isSeller: z.boolean(),
  from: day,
  to: day,
  openingCents: ofMetric('balance'),
  closingCents: ofMetric('balance'),
})
