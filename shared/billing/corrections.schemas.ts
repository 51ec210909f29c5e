import { z } from 'zod'
import { decisionStates, sides } from '../deliveries/two-sided-record.ts'
import { cents } from '../money.ts'
import { day, id, instant } from '../scalars.ts'

const party = z.object({ id, name: z.string() })
const invoice = z.object({ id, number: z.string() })

/** 付款改挂: a confirmed transfer, or a part of it, that belongs to another invoice (§7.2). */
export const paymentMove = z.object({
  id,
  /** The transfer as its bank has it. */
  bankReference: z.string(),
  paidOn: day,
  unit: party,
  cooperative: party,
  fromInvoice: invoice,
  invoice,
  amountCents: cents,
  reason: z.string(),
  recordedSide: z.enum(sides),
  recordedByName: z.string(),
  recordedAt: instant,
  /** Null while the other side has not decided. */
  decidedByName: z.string().nullable(),
  decidedAt: instant.nullable(),
  /** From when on it stands on the other invoice. */
  movedOn: day.nullable(),
  state: z.enum(decisionStates),
  stateReason: z.string(),
  /** Whether the actor is one who may say whether it is so. */
  mayDecide: z.boolean(),
  mayWithdraw: z.boolean(),
  isWithdrawn: z.boolean(),
})

/** What of a payment stands on other invoices than the one it was recorded on, in 分. */
export const standsElsewhere = z.array(invoice.extend({ cents }))

/** What another invoice paid of one, or below zero what that one paid of another. */
export const setOff = z.object({
  id,
  /** Null where the money came without an invoice. */
  otherInvoiceId: id.nullable(),
  otherNumber: z.string().nullable(),
  amountCents: cents,
  setOffOn: day,
  recordedByName: z.string(),
})
