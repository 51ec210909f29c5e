import { z } from 'zod'
import { email } from '../accounts/accounts.schemas.ts'
import { creditCode } from '../credit-code.ts'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { id, instant } from '../scalars.ts'
import { line } from '../text.ts'
import { answerBody } from './changes.schemas.ts'
import { place } from './identity.ts'
import { unitBody, unitTypes } from './organisations.schemas.ts'

const deciders: readonly Role[] = ['official', 'platform_admin']

export const unitApplicationBody = unitBody.omit({ parentId: true }).extend({
  creditCode,
  contactEmail: email.nullable(),
  /** As the applicant writes it; it gives nobody rights (domain.md §3.17). */
  supervisingUnit: line(120),
})

const unitApplication = z.object({
  id,
  name: z.string(),
  creditCode: z.string(),
  unitType: z.enum(unitTypes),
  place,
  address: z.string(),
  contactName: z.string(),
  contactPhone: z.string(),
  contactEmail: z.string().nullable(),
  supervisingUnit: z.string(),
  appliedAt: instant,
  /** Units that hold its credit code, or in its county a name that looks the same. */
  unitsAlike: z.array(z.object({ id, name: z.string() })),
  /** How many other applications wait with its credit code, or with such a name. */
  applicationsAlike: z.int(),
})
export type UnitApplication = z.infer<typeof unitApplication>

export const applyAsUnit = endpoint({
  name: 'organisations.applyAsUnit',
  summary: 'Apply to buy: a bureau, school, hospital or company',
  method: 'POST',
  path: '/api/v1/unit-applications',
  access: 'public',
  body: unitApplicationBody,
  response: z.object({ id, placeName: z.string() }),
  status: 201,
  errors: ['too_many_requests'],
})

export const unitApplications = endpoint({
  name: 'organisations.unitApplications',
  summary: 'Units that wait for admission in one’s area, those that wait longest first',
  method: 'GET',
  path: '/api/v1/unit-applications',
  access: deciders,
  query: cursorQuery,
  response: cursorPage(unitApplication),
})

export const decideUnitApplication = endpoint({
  name: 'organisations.decideUnitApplication',
  summary: 'Admit a unit and invite its contact person, or decline it with a reason',
  method: 'POST',
  path: '/api/v1/unit-applications/:applicationId/decisions',
  access: deciders,
  params: z.object({ applicationId: id }),
  body: answerBody,
  response: z.object({ id, state: z.enum(['admitted', 'rejected']), unitId: id.nullable() }),
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})
