import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { version as anyVersion, id, instant } from '../scalars.ts'
import { text } from '../text.ts'
import { version } from './catalogue.schemas.ts'
import { salesTerms } from './sales-terms.ts'

const sellers = ['cooperative_manager', 'cooperative_packer'] as const
const managers = ['cooperative_manager'] as const

const namedAreas = z.array(
  z.object({ code: z.string(), name: z.string(), freightCentsPerKg: z.int() }),
)

/** Terms that others propose; what is null stays as the cooperative has it. */
export const proposedTerms = z.object({
  id,
  version: z.int(),
  byName: z.string(),
  proposedAt: instant,
  minimumOrderCents: z.int().nullable(),
  cutOff: z.string().nullable(),
  leadTimeDays: z.int().nullable(),
  deliveryAreas: namedAreas.nullable(),
})
export type ProposedTerms = z.infer<typeof proposedTerms>

export const showSalesTerms = endpoint({
  name: 'catalogue.salesTerms',
  summary: 'A cooperative’s own terms of sale and delivery areas, and what others propose',
  method: 'GET',
  path: '/api/v1/sales-terms',
  access: sellers,
  response: salesTerms.extend({
    /** 0: nothing was set yet, these are the general terms. */
    version: z.int(),
    deliveryAreas: namedAreas,
    proposals: z.array(proposedTerms),
  }),
})

export const setSalesTerms = endpoint({
  name: 'catalogue.setSalesTerms',
  summary: 'Set minimum order, cut-off, lead time and delivery areas with freight',
  method: 'PUT',
  path: '/api/v1/sales-terms',
  access: managers,
  body: salesTerms.extend({ version: anyVersion }),
  response: z.object({ version: z.int() }),
  errors: ['stale_version'],
})
export type SalesTermsInput = z.output<typeof setSalesTerms.body>

const ofProposal = z.object({ proposalId: id })

export const confirmSalesTerms = endpoint({
  name: 'catalogue.confirmSalesTerms',
  summary: 'Confirm the terms that others propose: they are in force at once',
  method: 'POST',
  path: '/api/v1/proposed-terms/:proposalId/confirmation',
  access: managers,
  params: ofProposal,
  /** Of the proposal and of the terms that it is shown beside. */
  body: z.object({ version, termsVersion: anyVersion }),
  response: z.object({ version: z.int() }),
  idempotent: true,
  errors: ['not_found', 'stale_version', 'illegal_transition', 'same_person'],
})

export const refuseSalesTerms = endpoint({
  name: 'catalogue.refuseSalesTerms',
  summary: 'Refuse the terms that others propose, with a reason that they are told',
  method: 'POST',
  path: '/api/v1/proposed-terms/:proposalId/refusal',
  access: managers,
  params: ofProposal,
  body: z.object({ reason: text(200, 2) }),
  response: z.object({ proposalId: id }),
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})
