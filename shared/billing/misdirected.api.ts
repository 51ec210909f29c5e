import { z } from 'zod'
import { decisionStates, sides } from '../deliveries/two-sided-record.ts'
import { endpoint } from '../endpoint.ts'
import { cents, enteredCents } from '../money.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { day, id, instant } from '../scalars.ts'
import { reference, text } from '../text.ts'

const bothSides: readonly Role[] = ['cooperative_manager', 'finance']
const reason = text(500, 1)
const path = z.object({ misdirectedId: id })
const party = z.object({ id, name: z.string() })

const misdirected = z.object({
  id,
  unit: party,
  cooperative: party,
  /** From the cooperative back to the unit. */
  isReturn: z.boolean(),
  amountCents: cents,
  bankReference: z.string(),
  movedOn: day,
  reason: z.string(),
  recordedSide: z.enum(sides),
  recordedByName: z.string(),
  recordedAt: instant,
  /** Null while the other side has not decided, and where it was taken back. */
  decidedByName: z.string().nullable(),
  decidedAt: instant.nullable(),
  state: z.enum(decisionStates),
  stateReason: z.string(),
  /** Whether the actor is one who may say whether it is so. */
  mayDecide: z.boolean(),
  mayWithdraw: z.boolean(),
  isWithdrawn: z.boolean(),
})

export const listMisdirected = endpoint({
  name: 'billing.listMisdirected',
  summary: 'Money paid without an invoice between two sides, what came back, and what is due back',
  method: 'GET',
  path: '/api/v1/misdirected-payments',
  access: bothSides,
  query: cursorQuery,
  response: cursorPage(misdirected).extend({
    /** With whom money is due back. */
    due: z.array(
      z.object({ unit: party, cooperative: party, dueBackCents: cents, freeCents: cents }),
    ),
  }),
})

const misdirectedBody = z.object({
  /** The other side: the cooperative of a unit, the unit of a cooperative. */
  partyId: id,
  isReturn: z.boolean(),
  amountCents: enteredCents.min(1),
  bankReference: reference(60, 1),
  movedOn: day,
  reason,
})
export type MisdirectedBody = z.infer<typeof misdirectedBody>

export const recordMisdirected = endpoint({
  name: 'billing.recordMisdirected',
  summary: 'Record money that went to a seller without an invoice, or came back from it',
  method: 'POST',
  path: '/api/v1/misdirected-payments',
  access: bothSides,
  body: misdirectedBody,
  response: misdirected,
  status: 201,
  idempotent: true,
})

export const confirmMisdirected = endpoint({
  name: 'billing.confirmMisdirected',
  summary: 'Confirm what the other side recorded: it is due back from now on, or came back',
  method: 'POST',
  path: '/api/v1/misdirected-payments/:misdirectedId/confirmation',
  access: bothSides,
  params: path,
  response: misdirected,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'other_side_decides', 'same_person'],
})

export const rejectMisdirected = endpoint({
  name: 'billing.rejectMisdirected',
  summary: 'Say that money that the other side recorded is not known to the bank',
  method: 'POST',
  path: '/api/v1/misdirected-payments/:misdirectedId/rejection',
  access: bothSides,
  params: path,
  body: z.object({ reason }),
  response: misdirected,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'other_side_decides', 'same_person'],
})

export const withdrawMisdirected = endpoint({
  name: 'billing.withdrawMisdirected',
  summary: 'Take back what one’s own side recorded, before the other side has decided',
  method: 'POST',
  path: '/api/v1/misdirected-payments/:misdirectedId/withdrawal',
  access: bothSides,
  params: path,
  body: z.object({ reason }),
  response: misdirected,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const draftMisdirectedSetOff = endpoint({
  name: 'billing.draftMisdirectedSetOff',
  summary: 'What is due back without an invoice, and which open invoices of the two it can pay',
  method: 'GET',
  path: '/api/v1/misdirected-payments/set-off-draft',
  access: bothSides,
  query: z.object({ partyId: id }),
  response: z.object({
    dueBackCents: cents,
    invoices: z.array(z.object({ id, number: z.string(), issuedOn: day, openCents: cents })),
  }),
})

export const setOffMisdirected = endpoint({
  name: 'billing.setOffMisdirected',
  summary: 'Set money that is due back without an invoice off against an open invoice of the two',
  method: 'POST',
  path: '/api/v1/misdirected-payments/set-offs',
  access: bothSides,
  body: z.object({ partyId: id, invoiceId: id, amountCents: enteredCents.min(1) }),
  response: z.object({ dueBackCents: cents, freeCents: cents }),
  status: 201,
  idempotent: true,
})
