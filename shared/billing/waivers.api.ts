import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { enteredCents } from '../money.ts'
import type { Role } from '../roles.ts'
import { id } from '../scalars.ts'
import { text } from '../text.ts'
import { invoice } from './billing.schemas.ts'

const selling: readonly Role[] = ['cooperative_manager']
/** The platform, where no manager counts as another one (§11.5). */
const deciding: readonly Role[] = ['cooperative_manager', 'platform_admin']
const reason = text(500, 1)
const amountCents = enteredCents.min(1)

export const waiveDifference = endpoint({
  name: 'billing.waiveDifference',
  summary: 'Let go of all that is open of an invoice; above a limit a second person confirms',
  method: 'POST',
  path: '/api/v1/invoices/:invoiceId/waivers',
  access: selling,
  params: z.object({ invoiceId: id }),
  body: z.object({ amountCents, reason }),
  response: invoice,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'payment_waiting', 'waiver_waiting'],
})

const waiverPath = z.object({ waiverId: id })

export const confirmWaiver = endpoint({
  name: 'billing.confirmWaiver',
  summary:
    'Confirm a waiver as a second person of the seller, or the platform; the invoice is closed',
  method: 'POST',
  path: '/api/v1/waivers/:waiverId/confirmation',
  access: deciding,
  params: waiverPath,
  response: invoice,
  idempotent: true,
  errors: [
    'not_found',
    'illegal_transition',
    'same_person',
    'not_second_person',
    'payment_waiting',
  ],
})

export const rejectWaiver = endpoint({
  name: 'billing.rejectWaiver',
  summary: 'Reject a waiver as a second person of the seller or the platform, with a reason',
  method: 'POST',
  path: '/api/v1/waivers/:waiverId/rejection',
  access: deciding,
  params: waiverPath,
  body: z.object({ reason }),
  response: invoice,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})
