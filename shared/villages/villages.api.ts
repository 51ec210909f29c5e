import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { divisionCode, id } from '../scalars.ts'
import { line, text } from '../text.ts'
import { boundaries, boundariesBody } from './boundaries.schemas.ts'
import {
  capacityBody,
  divisionDetail,
  divisionImport,
  divisionItem,
  profileBody,
  profileProposal,
  profileProposalStates,
  proposedProfileBody,
  villagePath,
  villageProfile,
} from './villages.schemas.ts'

const editors: readonly Role[] = ['official', 'platform_admin']

export const searchDivisions = endpoint({
  name: 'villages.searchDivisions',
  summary: 'Provinces to villages by name, path ("巫山 下庄") or code, as one types',
  method: 'GET',
  path: '/api/v1/divisions',
  access: 'public',
  query: z.object({
    text: line(80, 1),
    within: divisionCode.optional(),
    level: z.coerce.number().int().min(1).max(5).optional(),
    limit: z.coerce.number().int().min(1).max(50).default(12),
  }),
  response: z.object({ items: z.array(divisionItem) }),
})

export const division = endpoint({
  name: 'villages.division',
  summary: 'One node of the division tree, with what is above and below it and its successor',
  method: 'GET',
  path: '/api/v1/divisions/:code',
  access: 'public',
  params: z.object({ code: divisionCode }),
  response: divisionDetail,
  errors: ['not_found'],
})

export const provinces = endpoint({
  name: 'villages.provinces',
  summary: 'The top of the division tree; empty before anything was imported',
  method: 'GET',
  path: '/api/v1/provinces',
  access: 'public',
  response: z.object({ items: z.array(divisionItem) }),
})

export const readImport = endpoint({
  name: 'villages.readImport',
  summary: 'The newest import of the national division table, and how far it has come',
  method: 'GET',
  path: '/api/v1/division-imports/newest',
  access: ['platform_admin'],
  response: z.object({ import: divisionImport.nullable() }),
})

export const startImport = endpoint({
  name: 'villages.startImport',
  summary: 'Import the national division table in the background; one at a time',
  method: 'POST',
  path: '/api/v1/division-imports',
  access: ['platform_admin'],
  body: z.object({
    /** Only these, down from the province; null for the nation. */
    onlyCodes: z.array(divisionCode).min(1).max(100).nullable(),
  }),
  response: z.object({ import: divisionImport.nullable() }),
  status: 202,
})

export const recordSuccessor = endpoint({
  name: 'villages.recordSuccessor',
  summary: 'Say which node took the place of an abolished one',
  method: 'PUT',
  path: '/api/v1/divisions/:code/successor',
  access: ['platform_admin'],
  params: z.object({ code: divisionCode }),
  body: z.object({ successorCode: divisionCode }),
  response: divisionDetail,
  errors: ['not_found', 'illegal_transition'],
})

const ofPlace = z.object({ code: divisionCode })

export const readBoundaries = endpoint({
  name: 'villages.readBoundaries',
  summary: 'The boundaries of the places directly below one, for a map; empty without an import',
  method: 'GET',
  path: '/api/v1/divisions/:code/boundaries',
  access: 'public',
  params: ofPlace,
  response: boundaries,
})

export const saveBoundaries = endpoint({
  name: 'villages.saveBoundaries',
  summary: 'Keep boundaries of places directly below one, in the stead of their former ones',
  method: 'PUT',
  path: '/api/v1/divisions/:code/boundaries',
  access: editors,
  params: ofPlace,
  body: boundariesBody,
  response: boundaries,
  errors: ['not_found', 'forbidden'],
})

export const removeBoundaries = endpoint({
  name: 'villages.removeBoundaries',
  summary: 'Take away the boundaries of all places directly below one',
  method: 'DELETE',
  path: '/api/v1/divisions/:code/boundaries',
  access: editors,
  params: ofPlace,
  response: boundaries,
  errors: ['not_found', 'forbidden'],
})

export const profile = endpoint({
  name: 'villages.profile',
  summary: 'What is publicly known of a village',
  method: 'GET',
  path: '/api/v1/villages/:code',
  access: 'public',
  params: villagePath,
  response: villageProfile,
  errors: ['not_found'],
})

export const saveProfile = endpoint({
  name: 'villages.saveProfile',
  summary: 'Write the profile of a village in one’s area',
  method: 'PUT',
  path: '/api/v1/villages/:code',
  access: editors,
  params: villagePath,
  body: profileBody,
  response: villageProfile,
  errors: ['not_found', 'forbidden'],
})

export const declareCapacity = endpoint({
  name: 'villages.declareCapacity',
  summary: 'Declare what a village can grow of one kind of produce in a season',
  method: 'PUT',
  path: '/api/v1/villages/:code/capacities',
  access: editors,
  params: villagePath,
  body: capacityBody,
  response: villageProfile,
  errors: ['not_found', 'forbidden'],
})

const proposers: readonly Role[] = ['cooperative_manager']
const proposalPath = z.object({ proposalId: id })
const movedProposal = z.object({ id, state: z.enum(profileProposalStates) })

export const readOwnVillage = endpoint({
  name: 'villages.readOwnVillage',
  summary: 'What is publicly known of the village of one’s cooperative',
  method: 'GET',
  path: '/api/v1/own-village',
  access: proposers,
  response: villageProfile,
  errors: ['not_found'],
})

export const proposeProfile = endpoint({
  name: 'villages.proposeProfile',
  summary: 'Propose story, season and photo of one’s village; what one proposed before is replaced',
  method: 'POST',
  path: '/api/v1/profile-proposals',
  access: proposers,
  body: proposedProfileBody,
  response: movedProposal,
  status: 201,
  idempotent: true,
  errors: ['not_found'],
})

export const listProfileProposals = endpoint({
  name: 'villages.listProfileProposals',
  summary: 'What was proposed of village pages, by oneself or in one’s area, latest first',
  method: 'GET',
  path: '/api/v1/profile-proposals',
  access: [...proposers, ...editors],
  query: cursorQuery,
  response: cursorPage(profileProposal),
})

export const decideProfileProposal = endpoint({
  name: 'villages.decideProfileProposal',
  summary: 'Confirm what was proposed of a village’s page, or return it with a reason',
  method: 'POST',
  path: '/api/v1/profile-proposals/:proposalId/decision',
  access: editors,
  params: proposalPath,
  body: z.strictObject({ decision: z.enum(['confirm', 'return']), reason: text(500).default('') }),
  response: movedProposal,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const withdrawProfileProposal = endpoint({
  name: 'villages.withdrawProfileProposal',
  summary: 'Take back what one proposed of a village’s page',
  method: 'POST',
  path: '/api/v1/profile-proposals/:proposalId/withdrawal',
  access: proposers,
  params: proposalPath,
  response: movedProposal,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})
