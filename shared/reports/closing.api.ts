import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { overseers } from '../roles.ts'
import { id } from '../scalars.ts'
import { text } from '../text.ts'
import {
  changesPage,
  countyCode,
  monthKey,
  monthList,
  monthPage,
  publicStatement,
  statementView,
} from './closing.schemas.ts'

export const listMonths = endpoint({
  name: 'reports.listMonths',
  summary: 'The months of a county’s ledger: open, prepared or closed, by whom and when',
  method: 'GET',
  path: '/api/v1/reports/months',
  access: overseers,
  query: z.object({ countyCode: countyCode.optional() }),
  response: monthList,
  errors: ['not_found'],
})

export const readMonth = endpoint({
  name: 'reports.readMonth',
  summary: 'A month before it is closed: figures, open matters, and what it must wait for',
  method: 'GET',
  path: '/api/v1/reports/months/:countyCode/:month',
  access: overseers,
  params: monthKey,
  response: monthPage,
  errors: ['not_found'],
})

export const prepareClosing = endpoint({
  name: 'reports.prepareClosing',
  summary: 'Prepare the close of a month that is over, for a second official of the county',
  method: 'POST',
  path: '/api/v1/reports/months/:countyCode/:month/preparation',
  access: ['official'],
  idempotent: true,
  params: monthKey,
  body: z.object({ remark: text(1_000) }),
  response: z.object({ id }),
  status: 201,
  errors: [
    'not_found',
    'illegal_transition',
    'month_not_over',
    'earlier_month_open',
    'ledger_not_verified',
  ],
})

export const returnClosing = endpoint({
  name: 'reports.returnClosing',
  summary: 'Return a prepared close with a reason, or withdraw one’s own',
  method: 'POST',
  path: '/api/v1/reports/months/:countyCode/:month/return',
  access: ['official'],
  idempotent: true,
  params: monthKey,
  body: z.object({ closingId: id, reason: text(500, 1) }),
  response: z.object({ id }),
  errors: ['not_found', 'illegal_transition'],
})

export const closeMonth = endpoint({
  name: 'reports.closeMonth',
  summary: 'Close a month that another official prepared; its statement is frozen for good',
  method: 'POST',
  path: '/api/v1/reports/months/:countyCode/:month/close',
  access: ['official'],
  idempotent: true,
  params: monthKey,
  body: z.object({ closingId: id }),
  response: z.object({ id, sha256: z.string() }),
  errors: [
    'not_found',
    'illegal_transition',
    'same_person',
    'month_not_over',
    'earlier_month_open',
    'ledger_not_verified',
  ],
})

export const readStatement = endpoint({
  name: 'reports.readStatement',
  summary: 'The frozen statement of a closed month',
  method: 'GET',
  path: '/api/v1/reports/months/:countyCode/:month/statement',
  access: overseers,
  params: monthKey,
  response: statementView,
  errors: ['not_found'],
})

export const downloadStatement = endpoint({
  name: 'reports.downloadStatement',
  summary: 'The same as the bytes that its hash was made over: canonical JSON',
  method: 'GET',
  path: '/api/v1/reports/months/:countyCode/:month/statement.json',
  access: overseers,
  params: monthKey,
  response: z.unknown(),
  download: 'application/json',
  errors: ['not_found'],
})

export const readPublicStatement = endpoint({
  name: 'reports.readPublicStatement',
  summary: 'Hash and sum of a closed month’s statement, by which anybody verifies a copy of it',
  method: 'GET',
  path: '/api/v1/public/statements/:countyCode/:month',
  access: 'public',
  params: monthKey,
  response: publicStatement,
  errors: ['not_found'],
})

export const listChanges = endpoint({
  name: 'reports.listChanges',
  summary: 'What was posted after a statement and concerns its months, line by line',
  method: 'GET',
  path: '/api/v1/reports/months/:countyCode/:month/changes',
  access: overseers,
  params: monthKey,
  query: z.object({
    cursor: z
      .string()
      .max(40)
      .regex(/^\d{4}-\d{2}\.\d{6}\.\d{1,15}$/)
      .optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: changesPage,
  errors: ['not_found'],
})
