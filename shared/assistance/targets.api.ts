import { z } from 'zod'
import { endpoint } from '../endpoint.ts'

import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { id, yearInAddress } from '../scalars.ts'
import { text } from '../text.ts'
import {
  measure,
  splitBody,
  target,
  targetBody,
  targetChange,
  targetKey,
  targetShare,
  targetShareTotals,
} from './targets.schemas.ts'

const keepers: readonly Role[] = ['group_coordinator', 'platform_admin', 'unit_leader', 'official']

export const targets = endpoint({
  name: 'assistance.targets',
  summary: 'Yearly targets that are one’s business',
  method: 'GET',
  path: '/api/v1/targets',
  access: keepers,
  query: cursorQuery.extend({ year: yearInAddress.optional() }),
  response: cursorPage(target),
})

export const saveTarget = endpoint({
  name: 'assistance.saveTarget',
  summary: 'Set, change or take back what a unit, group or county undertakes in a year (§3.9)',
  method: 'PUT',
  path: '/api/v1/targets',
  access: keepers,
  body: targetBody,
  /** What stands now, and what waits for the side above; null where there never was one. */
  response: z.object({ target: target.nullable() }),
  idempotent: true,
  errors: ['not_found', 'forbidden', 'already_proposed'],
})

export const targetShares = endpoint({
  name: 'assistance.targetShares',
  summary: 'What the members of a group undertake of its target, by name, and what is unassigned',
  method: 'GET',
  path: '/api/v1/assistance-groups/:groupId/target-shares',
  access: ['group_coordinator', 'platform_admin'],
  params: z.object({ groupId: id }),
  /** Of this year unless another one is asked for. */
  query: cursorQuery.extend({
    year: yearInAddress.optional(),
    measure: measure.default('money'),
  }),
  response: cursorPage(targetShare).extend({ totals: targetShareTotals }),
  errors: ['not_found'],
})

export const splitTarget = endpoint({
  name: 'assistance.splitTarget',
  summary: 'Split a group’s target of a year over its members by shares; the rest is unassigned',
  method: 'POST',
  path: '/api/v1/assistance-groups/:groupId/target-shares',
  access: ['group_coordinator', 'platform_admin'],
  params: z.object({ groupId: id }),
  body: splitBody,
  /** The members' targets, and what of them waits for the side above. */
  response: z.object({ items: z.array(target) }),
  idempotent: true,
  errors: ['not_found', 'already_proposed'],
})

export const targetChanges = endpoint({
  name: 'assistance.targetChanges',
  summary: 'What a target was and is to be: each value with its day, reason, document and people',
  method: 'GET',
  path: '/api/v1/target-changes',
  access: keepers,
  query: cursorQuery.extend(targetKey.shape),
  /** The latest first. */
  response: cursorPage(targetChange).extend({ target }),
  errors: ['not_found'],
})

export const waitingTargetChanges = endpoint({
  name: 'assistance.waitingTargetChanges',
  summary: 'Changes of targets that wait for one’s confirmation, the longest waiting first',
  method: 'GET',
  path: '/api/v1/target-changes/waiting',
  access: keepers,
  query: cursorQuery,
  response: cursorPage(targetChange.extend({ target, amountBefore: z.int().nullable() })),
})

export const answerTargetChange = endpoint({
  name: 'assistance.answerTargetChange',
  summary: 'Confirm or decline a change of a target as the side above, or withdraw one’s own',
  method: 'POST',
  path: '/api/v1/target-changes/:changeId/answer',
  access: keepers,
  params: z.object({ changeId: id }),
  body: z
    .object({
      answer: z.enum(['confirm', 'decline', 'withdraw']),
      reason: text(500).default(''),
    })
    .refine(({ answer, reason }) => answer !== 'decline' || reason !== '', {
      path: ['reason'],
      params: { code: 'required' },
    }),
  response: targetChange,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})
