import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import type { Role } from '../roles.ts'
import { id, instant, version } from '../scalars.ts'
import { line } from '../text.ts'
import { lineAgain } from './basket.schemas.ts'
import { basketLine } from './orders.schemas.ts'

const buying: readonly Role[] = ['buyer']
const params = z.object({ id })
const lines = z.array(basketLine).min(1).max(200)

/** The most templates that a unit keeps. */
export const mostTemplates = 50

const summary = z.object({
  id,
  name: z.string(),
  lineCount: z.int(),
  createdBy: z.string(),
  updatedAt: instant,
  version: z.int(),
})
const template = summary.extend({ lines: z.array(lineAgain) })

export const listTemplates = endpoint({
  name: 'orders.listTemplates',
  summary: 'The templates of the unit, by name',
  method: 'GET',
  path: '/api/v1/order-templates',
  access: buying,
  response: z.object({ templates: z.array(summary) }),
})

export const readTemplate = endpoint({
  name: 'orders.readTemplate',
  summary: 'A template with what its goods are now',
  method: 'GET',
  path: '/api/v1/order-templates/:id',
  access: buying,
  params,
  response: template,
  errors: ['not_found'],
})

export const createTemplate = endpoint({
  name: 'orders.createTemplate',
  summary: 'Keep rows under a name, for everybody who orders for the unit',
  method: 'POST',
  path: '/api/v1/order-templates',
  access: buying,
  body: z.object({ name: line(40, 1), lines }),
  response: template,
  status: 201,
  idempotent: true,
  errors: ['validation_failed', 'too_many_templates'],
})

export const changeTemplate = endpoint({
  name: 'orders.changeTemplate',
  summary: 'Rename a template, or put other rows into it',
  method: 'PUT',
  path: '/api/v1/order-templates/:id',
  access: buying,
  params,
  body: z.object({ name: line(40, 1).optional(), lines: lines.optional(), version }),
  response: template,
  errors: ['not_found', 'stale_version', 'validation_failed'],
})

export const removeTemplate = endpoint({
  name: 'orders.removeTemplate',
  summary: 'Delete a template',
  method: 'POST',
  path: '/api/v1/order-templates/:id/removal',
  access: buying,
  params,
  body: z.object({ version }),
  response: z.object({ id }),
  idempotent: true,
  errors: ['not_found', 'stale_version'],
})
