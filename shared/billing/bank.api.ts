import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { id } from '../scalars.ts'
import { line, text } from '../text.ts'
import { bankDocument, bankLine, bankLineState, bankMatchInput } from './bank.schemas.ts'

const bothSides: readonly Role[] = ['cooperative_manager', 'finance']
const linePath = z.object({ lineId: id })

export const listBankLines = endpoint({
  name: 'billing.listBankLines',
  summary: 'Lines of the bank statements of one’s organisation by their state, latest first',
  method: 'GET',
  path: '/api/v1/bank-lines',
  access: bothSides,
  query: cursorQuery.extend({
    state: bankLineState.optional(),
    direction: z.enum(['in', 'out']).optional(),
    /** A part of the counterparty’s name or of the purpose, or a serial number. */
    search: line(60).optional(),
  }),
  response: cursorPage(bankLine).extend({
    counts: z.object({ suggested: z.int(), open: z.int(), matched: z.int(), ignored: z.int() }),
  }),
})

export const listBankCandidates = endpoint({
  name: 'billing.listBankCandidates',
  summary: 'Open invoices that a line may pay, those of its payer and of its amount first',
  method: 'GET',
  path: '/api/v1/bank-lines/:lineId/candidates',
  access: bothSides,
  params: linePath,
  query: z.object({ search: line(60).optional() }),
  response: z.object({ items: z.array(bankDocument) }),
  errors: ['not_found'],
})

export const matchBankLine = endpoint({
  name: 'billing.matchBankLine',
  summary: 'Say what a line carried out: confirms, records or takes back what it says',
  method: 'POST',
  path: '/api/v1/bank-lines/:lineId/match',
  access: bothSides,
  params: linePath,
  body: z.object({ match: bankMatchInput }),
  response: bankLine,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'same_person'],
})

export const ignoreBankLine = endpoint({
  name: 'billing.ignoreBankLine',
  summary: 'Set a line aside that has nothing to do with orders, with a reason',
  method: 'POST',
  path: '/api/v1/bank-lines/:lineId/ignoring',
  access: bothSides,
  params: linePath,
  body: z.object({ reason: text(200, 1) }),
  response: bankLine,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const reopenBankLine = endpoint({
  name: 'billing.reopenBankLine',
  summary: 'Take a line up again that was set aside, with fresh suggestions',
  method: 'POST',
  path: '/api/v1/bank-lines/:lineId/reopening',
  access: bothSides,
  params: linePath,
  response: bankLine,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const suggestBankMatches = endpoint({
  name: 'billing.suggestBankMatches',
  summary: 'Look anew for what the lines without a match may be, the latest 2,000 of them',
  method: 'POST',
  path: '/api/v1/bank-lines/suggestions',
  access: bothSides,
  response: z.object({ matched: z.int(), suggested: z.int(), open: z.int() }),
  idempotent: true,
})
