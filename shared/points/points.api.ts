import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { overseers, type Role } from '../roles.ts'
import { day, id, villageCode } from '../scalars.ts'
import { reference, secret, text } from '../text.ts'
import {
  awardBody,
  balance,
  bookSummary,
  bookView,
  contributionBody,
  householdPoints,
  pointsEntry,
  pointsSlip,
  redemptionBody,
  rewardBody,
  ruleBody,
  slipsBody,
} from './points.schemas.ts'

const keepers: readonly Role[] = ['cooperative_manager']
const readers: readonly Role[] = [...keepers, ...overseers]

const bookPath = z.object({ bookId: id })
const written = z.object({ ids: z.array(id) })

export const listBooks = endpoint({
  name: 'points.listBooks',
  summary: 'The villages whose points one keeps or oversees, the latest first',
  method: 'GET',
  path: '/api/v1/points-books',
  access: readers,
  query: cursorQuery,
  response: cursorPage(bookSummary),
})

export const openBook = endpoint({
  name: 'points.openBook',
  summary: 'Begin to keep the points of a village; where they are kept already, its book',
  method: 'POST',
  path: '/api/v1/points-books',
  access: keepers,
  body: z.strictObject({ villageCode }),
  response: z.object({ id }),
  status: 201,
  idempotent: true,
})

export const readBook = endpoint({
  name: 'points.readBook',
  summary: 'The points of a village: rules, rewards, and what is sold together',
  method: 'GET',
  path: '/api/v1/points-books/:bookId',
  access: readers,
  params: bookPath,
  response: bookView,
  errors: ['not_found'],
})

export const readBalances = endpoint({
  name: 'points.readBalances',
  summary: 'What each household of a village has, by its number',
  method: 'GET',
  path: '/api/v1/points-books/:bookId/balances',
  access: readers,
  params: bookPath,
  response: z.object({
    households: z.array(balance),
    /** There are more than are shown. */
    isMore: z.boolean(),
  }),
  errors: ['not_found'],
})

export const listEntries = endpoint({
  name: 'points.listEntries',
  summary: 'The entries of a village’s points, or of one household, latest first',
  method: 'GET',
  path: '/api/v1/points-books/:bookId/entries',
  access: readers,
  params: bookPath,
  query: cursorQuery.extend({ household: reference(20, 1).optional() }),
  response: cursorPage(pointsEntry),
  errors: ['not_found'],
})

export const addRule = endpoint({
  name: 'points.addRule',
  summary: 'Record a rule as it was decided: what a deed or a kilogram earns',
  method: 'POST',
  path: '/api/v1/points-books/:bookId/rules',
  access: keepers,
  params: bookPath,
  body: ruleBody,
  response: z.object({ id }),
  status: 201,
  idempotent: true,
  errors: ['not_found'],
})

export const endRule = endpoint({
  name: 'points.endRule',
  summary: 'End a rule with a last day',
  method: 'POST',
  path: '/api/v1/points-books/:bookId/rules/:ruleId/end',
  access: keepers,
  params: bookPath.extend({ ruleId: id }),
  body: z.strictObject({ validTo: day }),
  response: z.object({ id }),
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const addReward = endpoint({
  name: 'points.addReward',
  summary: 'Set goods aside for points',
  method: 'POST',
  path: '/api/v1/points-books/:bookId/rewards',
  access: keepers,
  params: bookPath,
  body: rewardBody,
  response: z.object({ id }),
  status: 201,
  idempotent: true,
  errors: ['not_found'],
})

export const stockReward = endpoint({
  name: 'points.stockReward',
  summary: 'Set more of a reward aside, or take some back',
  method: 'POST',
  path: '/api/v1/points-books/:bookId/rewards/:rewardId/stock',
  access: keepers,
  params: bookPath.extend({ rewardId: id }),
  body: z.strictObject({ countChange: z.int().min(-100_000).max(100_000) }),
  response: z.object({ id }),
  idempotent: true,
  errors: ['not_found'],
})

export const awardPoints = endpoint({
  name: 'points.awardPoints',
  summary: 'Award the points of a rule to households',
  method: 'POST',
  path: '/api/v1/points-books/:bookId/awards',
  access: keepers,
  params: bookPath,
  body: awardBody,
  response: written,
  status: 201,
  idempotent: true,
  errors: ['not_found'],
})

export const recordContributions = endpoint({
  name: 'points.recordContributions',
  summary: 'Record what households brought to a lot that is sold together, with its points',
  method: 'POST',
  path: '/api/v1/points-books/:bookId/contributions',
  access: keepers,
  params: bookPath,
  body: contributionBody,
  response: written,
  status: 201,
  idempotent: true,
  errors: ['not_found'],
})

export const redeemPoints = endpoint({
  name: 'points.redeemPoints',
  summary: 'Hand out a reward for the points of a household',
  method: 'POST',
  path: '/api/v1/points-books/:bookId/redemptions',
  access: keepers,
  params: bookPath,
  body: redemptionBody,
  response: written,
  status: 201,
  idempotent: true,
  errors: ['not_found'],
})

export const reverseEntry = endpoint({
  name: 'points.reverseEntry',
  summary: 'Reverse an entry by another one, with a reason',
  method: 'POST',
  path: '/api/v1/points-books/:bookId/entries/:entryId/reversal',
  access: keepers,
  params: bookPath.extend({ entryId: id }),
  body: z.strictObject({ reason: text(500, 1) }),
  response: written,
  status: 201,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const issueSlips = endpoint({
  name: 'points.issueSlips',
  summary: 'Slips with the code by which a household sees its points: of those never paid, or some',
  method: 'POST',
  path: '/api/v1/points-books/:bookId/slips',
  access: keepers,
  params: bookPath,
  body: slipsBody,
  response: z.object({
    /** By number: 2 stands before 12. */
    items: z.array(pointsSlip),
    /** There are more households than are printed at once. */
    isMore: z.boolean(),
  }),
  idempotent: true,
  errors: ['not_found'],
})

export const showHouseholdPoints = endpoint({
  name: 'points.showHouseholdPoints',
  summary: 'What points a household has, by the code of its slip, without an account',
  method: 'POST',
  path: '/api/v1/household-slips/points',
  access: 'public',
  /** As it is typed, with or without gaps, or pasted as the link of the slip. */
  body: z.object({ code: secret(200) }),
  /** Null where the cooperative keeps no points with the household. */
  response: z.object({ household: householdPoints.nullable() }),
  errors: ['not_found'],
})
