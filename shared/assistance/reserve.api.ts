import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { id, version, year } from '../scalars.ts'
import { text } from '../text.ts'
import { reserveBody, reserveState } from './reserve.schemas.ts'

const filingState = z.object({ filingId: id, state: reserveState })

export const fileReserve = endpoint({
  name: 'assistance.fileReserve',
  summary: 'File a unit’s food budget, reserved share and channels of a year, or its exemption',
  method: 'POST',
  path: '/api/v1/reserve-filings',
  access: ['unit_leader'],
  body: reserveBody,
  response: filingState,
  idempotent: true,
  errors: ['stale_version', 'illegal_transition'],
})

export const checkReserve = endpoint({
  name: 'assistance.checkReserve',
  summary: 'Confirm a filing or return it with a reason, as its supervising unit or office',
  method: 'POST',
  path: '/api/v1/reserve-filings/:filingId/check',
  access: ['unit_leader', 'official'],
  params: z.object({ filingId: id }),
  body: z
    .object({ answer: z.enum(['confirm', 'return']), reason: text(500).default(''), version })
    .refine(({ answer, reason }) => answer === 'confirm' || reason !== '', {
      path: ['reason'],
      params: { code: 'required' },
    }),
  response: filingState,
  idempotent: true,
  errors: ['not_found', 'stale_version', 'illegal_transition', 'same_person'],
})

export const remindOfReserve = endpoint({
  name: 'assistance.remindOfReserve',
  summary: 'Remind the units one supervises that have not filed for a year, once in seven days',
  method: 'POST',
  path: '/api/v1/reserve-filings/reminders',
  access: ['unit_leader', 'official'],
  body: z.object({ year }),
  response: z.object({ reminded: z.int() }),
  idempotent: true,
})
