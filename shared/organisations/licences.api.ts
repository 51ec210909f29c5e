import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { id } from '../scalars.ts'
import { answerBody } from './changes.schemas.ts'
import { licenceBody, licenceReview } from './licences.schemas.ts'
import { cooperativeView } from './organisations.schemas.ts'

const licencePath = z.object({ licenceId: id })

export const addLicence = endpoint({
  name: 'organisations.addLicence',
  summary: 'Submit a licence with its scan; it counts once somebody else has accepted it (§11.5)',
  method: 'POST',
  path: '/api/v1/cooperatives/:cooperativeId/licences',
  access: ['cooperative_manager', 'official', 'platform_admin'],
  params: z.object({ cooperativeId: id }),
  body: licenceBody,
  response: cooperativeView,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'forbidden'],
})

export const addLicenceScan = endpoint({
  name: 'organisations.addLicenceScan',
  summary: 'Add the scan of a licence that was admitted without one',
  method: 'POST',
  path: '/api/v1/licences/:licenceId/scan',
  access: ['cooperative_manager'],
  params: licencePath,
  body: z.object({ fileId: id }),
  response: cooperativeView,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const listLicenceReviews = endpoint({
  name: 'organisations.listLicenceReviews',
  summary: 'Licences that wait in one’s area, those that wait longest first',
  method: 'GET',
  path: '/api/v1/licence-reviews',
  access: ['official', 'platform_admin'],
  query: cursorQuery,
  response: cursorPage(licenceReview),
})

export const decideLicence = endpoint({
  name: 'organisations.decideLicence',
  summary: 'Accept a licence, or decline it with a reason',
  method: 'POST',
  path: '/api/v1/licences/:licenceId/decisions',
  access: ['official', 'platform_admin'],
  params: licencePath,
  body: answerBody,
  response: cooperativeView,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})
