import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cents } from '../money.ts'
import type { Role } from '../roles.ts'
import { day, id } from '../scalars.ts'
import { secret } from '../text.ts'
import { settlementStates } from './settlement-rules.ts'

const selling: readonly Role[] = ['cooperative_manager']

/** As many households as are printed at once. */
export const mostSlips = 500

const slipLine = z.object({
  settledOn: day,
  amountCents: cents,
  purchaseOrderNumber: z.string().nullable(),
  unitName: z.string().nullable(),
  /** The goods of the order. */
  goods: z.array(z.string()),
  /** What was taken back no longer counts; what names no order waits for the county. */
  state: z.enum([...settlementStates, 'reversed']),
})

const household = z.object({
  cooperativeName: z.string(),
  villageName: z.string(),
  householdNumber: z.string(),
  /** Masked (§9); empty of a household that was never paid. */
  recipientName: z.string(),
  /** The latest first, and at most a hundred of them. */
  lines: z.array(slipLine),
  /** What counts of this calendar year, of which the lines may be a part. */
  year: z.int(),
  yearCents: cents,
})

export const issueSlips = endpoint({
  name: 'billing.issueSlips',
  summary: 'Slips for the households that were paid of an order or in a period, each with its code',
  method: 'POST',
  path: '/api/v1/household-slips',
  access: selling,
  body: z.object({
    of: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('order'), purchaseOrderId: id }),
      z.object({ kind: z.literal('period'), from: day, to: day }),
    ]),
  }),
  response: z.object({
    items: z.array(household.extend({ id, code: z.string() })),
    /** There are more households than are printed at once. */
    isMore: z.boolean(),
  }),
  idempotent: true,
  errors: ['not_found'],
})

export const renewSlip = endpoint({
  name: 'billing.renewSlip',
  summary: 'Withdraw the code of a lost slip and issue another one',
  method: 'POST',
  path: '/api/v1/household-slips/:slipId/renewal',
  access: selling,
  params: z.object({ slipId: id }),
  response: z.object({ id, code: z.string() }),
  status: 201,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const showSlip = endpoint({
  name: 'billing.showSlip',
  summary: 'What a household was paid, opened by the code of its slip, without an account',
  method: 'POST',
  path: '/api/v1/household-slips/show',
  access: 'public',
  /** As it is typed, with or without gaps, or pasted as the link of the slip. */
  body: z.object({ code: secret(200) }),
  response: household,
  errors: ['not_found'],
})
