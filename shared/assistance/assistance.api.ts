import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { type Role, unitRoles } from '../roles.ts'
import { day, divisionCode, id, villageCode } from '../scalars.ts'
import {
  groupBody,
  groupItem,
  groupMember,
  groupView,
  memberBody,
  pairing,
  pairingBody,
  policyBody,
  policyItem,
  publicPairing,
} from './assistance.schemas.ts'
import { proposal } from './proposals.schemas.ts'

const coordinators: readonly Role[] = ['group_coordinator', 'platform_admin']
const membershipSides: readonly Role[] = [...coordinators, 'unit_leader']
const pairers: readonly Role[] = [...membershipSides, 'official']
const groupReaders: readonly Role[] = [...coordinators, 'official', ...unitRoles]
const groupPath = z.object({ groupId: id })
const pairingPath = z.object({ pairingId: id })

export const groups = endpoint({
  name: 'assistance.groups',
  summary: 'The assistance groups that are one’s business',
  method: 'GET',
  path: '/api/v1/assistance-groups',
  access: groupReaders,
  query: cursorQuery,
  response: cursorPage(groupItem),
})

export const group = endpoint({
  name: 'assistance.group',
  summary: 'A group with its lead unit and its members over time',
  method: 'GET',
  path: '/api/v1/assistance-groups/:groupId',
  access: groupReaders,
  params: groupPath,
  response: groupView,
  errors: ['not_found'],
})

export const createGroup = endpoint({
  name: 'assistance.createGroup',
  summary: 'Found a group by a document; its lead unit is its first member',
  method: 'POST',
  path: '/api/v1/assistance-groups',
  access: ['platform_admin'],
  body: groupBody,
  response: groupView,
  status: 201,
  idempotent: true,
})

export const addMember = endpoint({
  name: 'assistance.addMember',
  summary: 'Propose that a unit belongs to a group from a day on; the other side agrees (§3.17)',
  method: 'POST',
  path: '/api/v1/assistance-groups/:groupId/members',
  access: membershipSides,
  params: groupPath,
  body: memberBody,
  response: proposal,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'already_proposed'],
})

export const endMember = endpoint({
  name: 'assistance.endMember',
  summary: 'End, as either side, a unit’s membership with a day; the lead unit stays',
  method: 'POST',
  path: '/api/v1/assistance-groups/:groupId/members/:membershipId/end',
  access: membershipSides,
  params: groupPath.extend({ membershipId: id }),
  body: z.object({ toDate: day }),
  response: groupMember,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const pairings = endpoint({
  name: 'assistance.pairings',
  summary: 'Pairings by organisation, area and day',
  method: 'GET',
  path: '/api/v1/pairings',
  access: 'signed-in',
  query: cursorQuery.extend({
    organisationId: id.optional(),
    within: divisionCode.optional(),
    on: day.optional(),
  }),
  response: cursorPage(pairing),
})

export const villagePairings = endpoint({
  name: 'assistance.villagePairings',
  summary: 'Who is paired with a village today; no personal data',
  method: 'GET',
  path: '/api/v1/villages/:code/pairings',
  access: 'public',
  params: z.object({ code: villageCode }),
  response: z.object({ items: z.array(publicPairing) }),
})

export const createPairing = endpoint({
  name: 'assistance.createPairing',
  summary: 'Propose to pair a unit or group with a village, township or county (§3.17)',
  method: 'POST',
  path: '/api/v1/pairings',
  access: pairers,
  body: pairingBody,
  response: proposal,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'forbidden', 'already_proposed'],
})

export const endPairing = endpoint({
  name: 'assistance.endPairing',
  summary: 'End, as either side, a pairing with a day',
  method: 'POST',
  path: '/api/v1/pairings/:pairingId/end',
  access: pairers,
  params: pairingPath,
  body: z.object({ toDate: day }),
  response: pairing,
  idempotent: true,
  errors: ['not_found', 'forbidden', 'illegal_transition'],
})

export const policies = endpoint({
  name: 'assistance.policies',
  summary: 'Everything decided by date, the newest first',
  method: 'GET',
  path: '/api/v1/policies',
  access: ['platform_admin', 'official'],
  response: z.object({ items: z.array(policyItem) }),
})

export const addPolicy = endpoint({
  name: 'assistance.addPolicy',
  summary: 'Decide a ratio, term or list from a day on; a county’s own by its office',
  method: 'POST',
  path: '/api/v1/policies',
  access: ['platform_admin', 'official'],
  body: policyBody,
  response: z.object({ items: z.array(policyItem) }),
  status: 201,
})
