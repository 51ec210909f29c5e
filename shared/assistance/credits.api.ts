import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { unitRoles } from '../roles.ts'
import { day, id } from '../scalars.ts'
import {
  introduction,
  introductionBody,
  introductionState,
  sharedCredit,
  sharedCreditBody,
} from './assistance.schemas.ts'
import { proposal } from './proposals.schemas.ts'

export const introductions = endpoint({
  name: 'assistance.introductions',
  summary: 'Introductions one’s unit has made or received',
  method: 'GET',
  path: '/api/v1/introductions',
  access: unitRoles,
  query: cursorQuery.extend({ state: introductionState.optional() }),
  response: cursorPage(introduction),
})

export const recordIntroduction = endpoint({
  name: 'assistance.recordIntroduction',
  summary: 'Record that one’s unit introduced a seller to another unit, before it orders (§3.7)',
  method: 'POST',
  path: '/api/v1/introductions',
  access: unitRoles,
  body: introductionBody,
  response: introduction,
  status: 201,
})

export const answerIntroduction = endpoint({
  name: 'assistance.answerIntroduction',
  summary: 'Confirm or decline, as the buyer, that one was introduced',
  method: 'POST',
  path: '/api/v1/introductions/:introductionId/answer',
  access: ['unit_leader', 'approver'],
  params: z.object({ introductionId: id }),
  body: z.object({ answer: z.enum(['confirm', 'decline']) }),
  response: introduction,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const endIntroduction = endpoint({
  name: 'assistance.endIntroduction',
  summary: 'End an introduction with a day, as its helper or its buyer',
  method: 'POST',
  path: '/api/v1/introductions/:introductionId/end',
  access: ['unit_leader', 'approver'],
  params: z.object({ introductionId: id }),
  body: z.object({ toDate: day }),
  response: introduction,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const sharedCredits = endpoint({
  name: 'assistance.sharedCredits',
  summary: 'How a unit’s purchases are shared, and what others share with it, over time (§3.9)',
  method: 'GET',
  path: '/api/v1/units/:unitId/shared-credits',
  access: [...unitRoles, 'platform_admin'],
  params: z.object({ unitId: id }),
  response: z.object({ items: z.array(sharedCredit) }),
  errors: ['not_found'],
})

export const recordSharedCredit = endpoint({
  name: 'assistance.recordSharedCredit',
  summary: 'Propose to share a unit’s purchases by shares that sum to the whole (§3.17)',
  method: 'POST',
  path: '/api/v1/shared-credits',
  access: ['unit_leader', 'platform_admin'],
  body: sharedCreditBody,
  response: proposal,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'already_proposed'],
})

export const endSharedCredit = endpoint({
  name: 'assistance.endSharedCredit',
  summary: 'End, as any of its units, a sharing with a day; then the buyer is credited alone',
  method: 'POST',
  path: '/api/v1/shared-credits/:sharedCreditId/end',
  access: ['unit_leader', 'platform_admin'],
  params: z.object({ sharedCreditId: id }),
  body: z.object({ toDate: day }),
  response: sharedCredit,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})
