import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { id, version } from '../scalars.ts'
import { line } from '../text.ts'
import { cooperativeState } from './cooperative-states.ts'
import {
  applicationBody,
  cooperativeBody,
  cooperativeItem,
  cooperativeView,
  decisionBody,
} from './organisations.schemas.ts'

const deciders: readonly Role[] = ['official', 'platform_admin']
const readers: readonly Role[] = [...deciders, 'cooperative_manager', 'cooperative_packer']
const cooperativePath = z.object({ cooperativeId: id })

export const applyForAdmission = endpoint({
  name: 'organisations.applyForAdmission',
  summary: 'Apply to sell: a cooperative, village company, family farm or processor',
  method: 'POST',
  path: '/api/v1/cooperative-applications',
  access: 'public',
  body: applicationBody,
  response: z.object({ id, state: cooperativeState, countyName: z.string() }),
  status: 201,
  errors: ['too_many_requests'],
})

export const cooperatives = endpoint({
  name: 'organisations.cooperatives',
  summary: 'The cooperatives of one’s area by state, those that wait longest first',
  method: 'GET',
  path: '/api/v1/cooperatives',
  access: deciders,
  query: cursorQuery.extend({
    state: cooperativeState.optional(),
    text: line(80).optional(),
  }),
  response: cursorPage(cooperativeItem),
})

export const cooperative = endpoint({
  name: 'organisations.cooperative',
  summary: 'A cooperative with its licences, its state and what may be done next',
  method: 'GET',
  path: '/api/v1/cooperatives/:cooperativeId',
  access: readers,
  params: cooperativePath,
  response: cooperativeView,
  errors: ['not_found'],
})

export const decideAdmission = endpoint({
  name: 'organisations.decideAdmission',
  summary: 'Recommend, admit, reject, suspend or reinstate; admission takes a second person',
  method: 'POST',
  path: '/api/v1/cooperatives/:cooperativeId/decisions',
  access: deciders,
  params: cooperativePath,
  body: decisionBody,
  response: cooperativeView,
  errors: ['not_found', 'forbidden', 'illegal_transition', 'same_person'],
})

export const saveCooperative = endpoint({
  name: 'organisations.saveCooperative',
  summary: 'Change how one’s own cooperative is reached; its bank account is proposed',
  method: 'PUT',
  path: '/api/v1/cooperatives/:cooperativeId',
  access: ['cooperative_manager'],
  params: cooperativePath,
  body: cooperativeBody.extend({ version: version.min(1) }),
  response: cooperativeView,
  errors: ['not_found', 'stale_version'],
})
