import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { organisationKind, type Role } from '../roles.ts'
import { divisionCode, id, version } from '../scalars.ts'
import { line } from '../text.ts'
import { organisationName } from './identity.ts'
import {
  channelBody,
  directoryItem,
  unitBody,
  unitDetailsBody,
  unitView,
} from './organisations.schemas.ts'

const leaders: readonly Role[] = ['unit_leader', 'platform_admin']
const unitPath = z.object({ unitId: id })
const channelPath = z.object({ channelId: id })

export const directory = endpoint({
  name: 'organisations.directory',
  summary: 'Units, groups and admitted cooperatives by name or credit code',
  method: 'GET',
  path: '/api/v1/organisations',
  access: 'signed-in',
  query: cursorQuery.extend({
    text: line(80).optional(),
    kind: organisationKind.optional(),
    within: divisionCode.optional(),
  }),
  response: cursorPage(directoryItem),
})

export const unit = endpoint({
  name: 'organisations.unit',
  summary: 'A buying unit with its supervising unit, the units below it, and its channels',
  method: 'GET',
  path: '/api/v1/units/:unitId',
  access: 'signed-in',
  params: unitPath,
  response: unitView,
  errors: ['not_found'],
})

export const createUnit = endpoint({
  name: 'organisations.createUnit',
  summary: 'Register a buying unit',
  method: 'POST',
  path: '/api/v1/units',
  access: ['platform_admin'],
  body: unitBody,
  response: unitView,
  status: 201,
})

export const createAuthority = endpoint({
  name: 'organisations.createAuthority',
  summary: 'Set up an office of officials for a place and what is below it, or for the nation',
  method: 'POST',
  path: '/api/v1/authorities',
  access: ['platform_admin'],
  body: z.object({ name: organisationName, divisionCode: divisionCode.nullable() }),
  response: directoryItem,
  status: 201,
})

export const saveUnit = endpoint({
  name: 'organisations.saveUnit',
  summary: 'Change how a unit is reached and what type it is; its identity is proposed',
  method: 'PUT',
  path: '/api/v1/units/:unitId',
  access: leaders,
  params: unitPath,
  body: unitDetailsBody.extend({ version: version.min(1) }),
  response: unitView,
  errors: ['not_found', 'stale_version'],
})

export const openChannel = endpoint({
  name: 'organisations.openChannel',
  summary: 'Add a canteen, contractor, union or staff channel to a unit',
  method: 'POST',
  path: '/api/v1/units/:unitId/channels',
  access: leaders,
  params: unitPath,
  body: channelBody,
  response: unitView,
  status: 201,
  errors: ['not_found'],
})

export const saveChannel = endpoint({
  name: 'organisations.saveChannel',
  summary: 'Change where and to whom a channel delivers; its kind stays',
  method: 'PUT',
  path: '/api/v1/channels/:channelId',
  access: leaders,
  params: channelPath,
  body: channelBody.omit({ kind: true }),
  response: unitView,
  errors: ['not_found', 'illegal_transition'],
})

export const closeChannel = endpoint({
  name: 'organisations.closeChannel',
  summary: 'Close a channel: nothing more is ordered through it',
  method: 'POST',
  path: '/api/v1/channels/:channelId/close',
  access: leaders,
  params: channelPath,
  response: unitView,
  errors: ['not_found', 'illegal_transition'],
})
