import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { day, id, month } from '../scalars.ts'
import { accounts } from './accounts.ts'
import { accountPosting, counterpartyBalance, statement, trialBalance } from './books.schemas.ts'

/** The books are each organisation's own: nobody reads those of another (§7.1). */
const bothSides: readonly Role[] = ['cooperative_manager', 'finance']
const keepers: readonly Role[] = [...bothSides, 'platform_admin']
const months = z.object({ from: month.optional(), to: month.optional() })

export const readTrialBalance = endpoint({
  name: 'billing.readTrialBalance',
  summary: 'Trial balance of one’s own books over months; without months, the year so far',
  method: 'GET',
  path: '/api/v1/trial-balance',
  access: keepers,
  query: months,
  response: trialBalance,
})

export const listCounterparties = endpoint({
  name: 'billing.listCounterparties',
  summary: 'What is open with each counterparty, the largest first',
  method: 'GET',
  path: '/api/v1/counterparty-balances',
  access: bothSides,
  query: cursorQuery,
  response: cursorPage(counterpartyBalance),
})

export const listPostings = endpoint({
  name: 'billing.listPostings',
  summary: 'The postings of one account over months, latest first, with their documents',
  method: 'GET',
  path: '/api/v1/postings',
  access: keepers,
  query: cursorQuery.extend({ account: z.enum(accounts), ...months.shape }),
  response: cursorPage(accountPosting),
})

export const readStatement = endpoint({
  name: 'billing.readStatement',
  summary: 'Statement with one counterparty; both sides read the same figures',
  method: 'GET',
  path: '/api/v1/statements/:counterpartyId',
  access: bothSides,
  params: z.object({ counterpartyId: id }),
  query: cursorQuery.extend({ from: day.optional(), to: day.optional() }),
  response: statement,
  errors: ['not_found'],
})
