import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { id } from '../scalars.ts'
import { proposal, proposalKind } from './proposals.schemas.ts'

const sides: readonly Role[] = ['unit_leader', 'group_coordinator', 'official']
const proposalPath = z.object({ proposalId: id })

export const listProposals = endpoint({
  name: 'assistance.listProposals',
  summary: 'Proposals to which one’s organisation or area is a side, latest first (§3.17)',
  method: 'GET',
  path: '/api/v1/assistance-proposals',
  access: [...sides, 'platform_admin'],
  query: cursorQuery.extend({
    kind: proposalKind.optional(),
    /** Those that wait for one’s own answer, all that are undecided, or all there ever were. */
    which: z.enum(['mine', 'open', 'all']).default('open'),
  }),
  response: cursorPage(proposal),
})

export const answerProposal = endpoint({
  name: 'assistance.answerProposal',
  summary: 'Accept or decline, as one of its sides; with the last consent it is in force',
  method: 'POST',
  path: '/api/v1/assistance-proposals/:proposalId/answer',
  access: sides,
  params: proposalPath,
  body: z.object({ answer: z.enum(['accept', 'decline']) }),
  response: proposal,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const withdrawProposal = endpoint({
  name: 'assistance.withdrawProposal',
  summary: 'Take back what one’s own organisation has proposed, before all sides have agreed',
  method: 'POST',
  path: '/api/v1/assistance-proposals/:proposalId/withdrawal',
  access: sides,
  params: proposalPath,
  response: proposal,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})
