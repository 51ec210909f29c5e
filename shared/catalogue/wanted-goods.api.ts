import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import type { Role } from '../roles.ts'
import { day, id, instant } from '../scalars.ts'
import { line, text } from '../text.ts'
import { positiveGrams } from '../weight.ts'

const buying: readonly Role[] = ['buyer']
const ofUnit: readonly Role[] = ['buyer', 'unit_leader']
const selling: readonly Role[] = ['cooperative_manager']

/** The most requests for goods that a unit has open. */
export const mostWanted = 20

/** A request is open until the day it is for, and no day lies further ahead. */
export const longestWantedDays = 90

const request = {
  /** What is wanted, in words. */
  goods: z.string(),
  grams: positiveGrams,
  neededOn: day,
  remarks: z.string(),
}

/** A seller's answer; without a product it has none now. */
const answer = z.object({
  cooperative: z.object({ id, name: z.string() }),
  product: z.object({ id, name: z.string() }).nullable(),
  answeredAt: instant,
})

const states = ['open', 'expired', 'withdrawn'] as const

/** A request as the unit sees it, with the latest answers. */
export const wantedGoods = z.object({
  id,
  ...request,
  requestedAt: instant,
  state: z.enum(states),
  /** How many sellers have none now. */
  declined: z.int(),
  /** Those who have it, the latest first. */
  answers: z.array(answer),
})

/** A request as a seller sees it, with what it has answered. */
export const wantedNearby = z.object({
  id,
  ...request,
  requestedAt: instant,
  unit: z.object({ id, name: z.string() }),
  placeName: z.string(),
  answer: answer.omit({ cooperative: true }).nullable(),
})

export const listWantedGoods = endpoint({
  name: 'catalogue.listWantedGoods',
  summary: 'The unit’s requests for goods that it did not find, the latest first, with answers',
  method: 'GET',
  path: '/api/v1/wanted-goods',
  access: ofUnit,
  query: cursorQuery,
  response: cursorPage(wantedGoods),
  errors: ['validation_failed'],
})

export const requestGoods = endpoint({
  name: 'catalogue.requestGoods',
  summary: 'Ask the sellers who deliver to the unit for goods that it did not find',
  method: 'POST',
  path: '/api/v1/wanted-goods',
  access: buying,
  body: z.object({
    goods: line(60, 1),
    grams: z.int().min(1).max(100_000_000_000),
    neededOn: day,
    remarks: text(500).default(''),
  }),
  response: wantedGoods,
  status: 201,
  idempotent: true,
  errors: ['validation_failed', 'too_many_wanted'],
})

export const withdrawWantedGoods = endpoint({
  name: 'catalogue.withdrawWantedGoods',
  summary: 'End a request for goods',
  method: 'POST',
  path: '/api/v1/wanted-goods/:id/withdrawal',
  access: buying,
  params: z.object({ id }),
  response: wantedGoods,
  idempotent: true,
  errors: ['not_found', 'wanted_ended'],
})

export const listWantedNearby = endpoint({
  name: 'catalogue.listWantedNearby',
  summary: 'Open requests for goods of the units that the cooperative delivers to',
  method: 'GET',
  path: '/api/v1/wanted-goods/nearby',
  access: selling,
  query: cursorQuery,
  response: cursorPage(wantedNearby),
  errors: ['validation_failed'],
})

export const answerWantedGoods = endpoint({
  name: 'catalogue.answerWantedGoods',
  summary: 'Answer a request with one of the cooperative’s products on sale, or “not now”',
  method: 'PUT',
  path: '/api/v1/wanted-goods/:id/answer',
  access: selling,
  params: z.object({ id }),
  body: z.object({ productId: id.nullable() }),
  response: wantedNearby,
  errors: ['not_found', 'wanted_ended', 'validation_failed'],
})
