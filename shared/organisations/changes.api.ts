import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { id } from '../scalars.ts'
import {
  answerBody,
  bankAccountBody,
  changeKind,
  cooperativeIdentityBody,
  organisationChange,
  unitIdentityBody,
} from './changes.schemas.ts'
import { cooperativeView, unitView } from './organisations.schemas.ts'

const cooperativePath = z.object({ cooperativeId: id })
const changePath = z.object({ changeId: id })
const refusals = ['not_found', 'stale_version', 'already_proposed', 'nothing_changed'] as const

export const proposeUnitIdentity = endpoint({
  name: 'organisations.proposeUnitIdentity',
  summary: 'Propose another name, credit code, place or, as the platform, parent of a unit (§11.5)',
  method: 'POST',
  path: '/api/v1/units/:unitId/identity-changes',
  access: ['unit_leader', 'platform_admin'],
  params: z.object({ unitId: id }),
  body: unitIdentityBody,
  response: unitView,
  status: 201,
  idempotent: true,
  errors: [...refusals, 'forbidden'],
})

export const proposeCooperativeIdentity = endpoint({
  name: 'organisations.proposeCooperativeIdentity',
  summary: 'Propose another name, credit code, village or legal representative (§11.5)',
  method: 'POST',
  path: '/api/v1/cooperatives/:cooperativeId/identity-changes',
  access: ['cooperative_manager'],
  params: cooperativePath,
  body: cooperativeIdentityBody,
  response: cooperativeView,
  status: 201,
  idempotent: true,
  errors: refusals,
})

export const proposeBankAccount = endpoint({
  name: 'organisations.proposeBankAccount',
  summary: 'Propose another bank account of one’s own cooperative (§11.5)',
  method: 'POST',
  path: '/api/v1/cooperatives/:cooperativeId/bank-account-changes',
  access: ['cooperative_manager'],
  params: cooperativePath,
  body: bankAccountBody,
  response: cooperativeView,
  status: 201,
  idempotent: true,
  errors: refusals,
})

export const listChanges = endpoint({
  name: 'organisations.listChanges',
  summary: 'Proposed changes of the organisations of one’s area, latest first (§11.5)',
  method: 'GET',
  path: '/api/v1/organisation-changes',
  access: ['official', 'platform_admin'],
  query: cursorQuery.extend({
    kind: changeKind.optional(),
    /** Those that are undecided, or all there ever were. */
    which: z.enum(['open', 'all']).default('open'),
  }),
  response: cursorPage(organisationChange),
})

export const decideChange = endpoint({
  name: 'organisations.decideChange',
  summary: 'Confirm a proposed change, which then stands, or decline it with a reason',
  method: 'POST',
  path: '/api/v1/organisation-changes/:changeId/decisions',
  access: ['official', 'platform_admin', 'cooperative_manager'],
  params: changePath,
  body: answerBody,
  response: organisationChange,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person', 'not_second_person', 'stale_version'],
})

export const withdrawChange = endpoint({
  name: 'organisations.withdrawChange',
  summary: 'Take back what one’s own organisation has proposed and nobody has decided',
  method: 'POST',
  path: '/api/v1/organisation-changes/:changeId/withdrawal',
  access: ['unit_leader', 'cooperative_manager', 'platform_admin'],
  params: changePath,
  response: organisationChange,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})
