import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { enteredSumCents, positiveCents } from '../money.ts'
import { type Role, unitRoles } from '../roles.ts'
import { day, id, instant, version, yearInAddress } from '../scalars.ts'
import { line, pastedCells } from '../text.ts'
import {
  bareUnits,
  basketContent,
  columnKinds,
  lineAgain,
  listPart,
  matchedRow,
  mostParts,
  rowCandidate,
  savedBasket,
  sheetColumn,
} from './basket.schemas.ts'
import { budget } from './orders.schemas.ts'

const buying: readonly Role[] = ['buyer']
const settling: readonly Role[] = ['unit_leader']

const basket = basketContent.extend({
  /** 0: nobody has gathered anything yet. */
  version: z.int(),
  updatedAt: instant.nullable(),
  /** The goods that its rows name, on sale or not. */
  goods: z.array(rowCandidate),
})

export const readBasket = endpoint({
  name: 'orders.readBasket',
  summary: 'What the person is gathering for the unit, on whatever device',
  method: 'GET',
  path: '/api/v1/basket',
  access: buying,
  response: basket,
})

export const saveBasket = endpoint({
  name: 'orders.saveBasket',
  summary: 'Keep the whole basket as it now is; refused where another tab or device changed it',
  method: 'PUT',
  path: '/api/v1/basket',
  access: buying,
  body: savedBasket,
  response: basket,
  errors: ['stale_version', 'validation_failed', 'not_found'],
})

export const readLastOrder = endpoint({
  name: 'orders.readLastOrder',
  summary: 'The lines of the last order of the unit, to order them again',
  method: 'GET',
  path: '/api/v1/basket/last-order',
  access: buying,
  response: z.object({
    requisitionId: id.nullable(),
    requestedAt: instant.nullable(),
    lines: z.array(lineAgain),
  }),
})

export const readEarlierOrder = endpoint({
  name: 'orders.readEarlierOrder',
  summary: 'The lines of any earlier requisition of the unit, to order or correct them',
  method: 'GET',
  path: '/api/v1/requisitions/:id/again',
  access: buying,
  params: z.object({ id }),
  response: z.object({
    requisitionId: id,
    number: z.string(),
    /** Whether it was rejected or withdrawn, and nobody has corrected it yet. */
    mayCorrect: z.boolean(),
    channelId: id,
    neededOn: day,
    note: z.string(),
    lines: z.array(lineAgain),
  }),
  errors: ['not_found'],
})

export const matchRows = endpoint({
  name: 'orders.matchRows',
  summary: 'Find the offers meant by rows pasted out of a spreadsheet',
  method: 'POST',
  path: '/api/v1/basket/match-rows',
  access: buying,
  body: z.object({
    text: pastedCells(20_000),
    /** Of a list that divides its amounts, the days, meals or places that are ordered. */
    parts: z.array(line(200)).max(mostParts).default([]),
  }),
  response: z.object({
    /** The columns of the list, where it has a head. */
    columns: z.array(sheetColumn),
    /** The days, meals or places of its amounts; none taken: nobody has chosen yet. */
    parts: z.array(listPart).default([]),
    /** Its figures without a unit, and as what they were read; null where it has none. */
    bare: z.object({ unit: z.enum(bareUnits).nullable(), rows: z.int() }).nullable(),
    rows: z.array(matchedRow),
  }),
  errors: ['validation_failed'],
})

export const setSheetColumn = endpoint({
  name: 'orders.setSheetColumn',
  summary: 'Say what a column of the unit’s lists holds; lists with this head are read so from now',
  method: 'PUT',
  path: '/api/v1/basket/sheet-columns',
  access: buying,
  body: z.object({
    /** Empty: of lists without a head, whose figures without a unit are then said. */
    title: line(40),
    kind: z.enum(columnKinds),
    bareUnit: z.enum(bareUnits).nullable().default(null),
  }),
  response: z.object({
    title: z.string(),
    kind: z.enum(columnKinds),
    bareUnit: z.enum(bareUnits).nullable(),
  }),
  errors: ['validation_failed'],
})

const limits = z.object({
  /** The greatest amount that needs no signature. */
  freeUpToCents: positiveCents,
  /** The greatest amount that one approver may sign; null: any amount. */
  approverUpToCents: positiveCents.nullable(),
  version: z.int(),
})

const settings = z.object({ limits, budgets: z.array(budget) })

export const readOrderSettings = endpoint({
  name: 'orders.readOrderSettings',
  summary: 'The unit’s limits and budgets',
  method: 'GET',
  path: '/api/v1/order-settings',
  access: unitRoles,
  response: settings,
})

export const setApprovalLimits = endpoint({
  name: 'orders.setApprovalLimits',
  summary: 'Set what passes without a signature and what an approver may sign (§5.4)',
  method: 'PUT',
  path: '/api/v1/order-settings/limits',
  access: settling,
  body: z.object({
    freeUpToCents: enteredSumCents,
    approverUpToCents: enteredSumCents.nullable(),
    version,
  }),
  response: settings,
  errors: ['stale_version', 'validation_failed'],
})

export const setBudget = endpoint({
  name: 'orders.setBudget',
  summary: 'Set what the unit may commit in a year; never below what it has committed',
  method: 'PUT',
  path: '/api/v1/order-settings/budgets/:year',
  access: settling,
  params: z.object({ year: yearInAddress }),
  body: z.object({ budgetCents: enteredSumCents, version }),
  response: settings,
  errors: ['stale_version', 'validation_failed'],
})
