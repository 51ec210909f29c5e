import { z } from 'zod'
import { fieldErrorCodes } from '../field-error-codes.ts'
import { cents, enteredCents, positiveCents } from '../money.ts'
import { contact } from '../organisations/contact.ts'
import { day, divisionCode, id, instant } from '../scalars.ts'
import { grams, positiveGrams } from '../weight.ts'
import { purchaseOrderState, requisitionState } from './order-states.ts'

/** Whole packs of one offer. */
export const quantity = z.int().min(1).max(100_000)

/** Somebody or some organisation by name. */
const namedReference = z.object({ id, name: z.string() })

/** The lines of a basket or a sheet. */
export const basketLine = z.object({ packId: id, quantity })

/** A line as it is asked for; with the price the person saw, another one is refused. */
export const askedLine = basketLine.extend({ expectedUnitPriceCents: enteredCents.optional() })

export const askedLines = z.array(askedLine).min(1).max(200)

/** A line of a requisition as it was asked. */
export const requestedLine = z.object({
  packId: id,
  productId: id,
  cooperativeId: id,
  productName: z.string(),
  packName: z.string(),
  packGrams: positiveGrams,
  quantity,
  unitPriceCents: positiveCents,
  amountCents: positiveCents,
})

/** A purchase order in one line, as a requisition names its parts. */
export const purchaseOrderBrief = z.object({
  id,
  number: z.string(),
  cooperative: namedReference,
  goodsCents: positiveCents,
  freightCents: positiveCents,
})

/** The answer to placing and approving: placed, or waiting for a signature. */
export const placement = z.object({
  id,
  number: z.string(),
  state: requisitionState,
  goodsCents: positiveCents,
  freightCents: positiveCents,
  purchaseOrders: z.array(purchaseOrderBrief),
})

/** A refused field of a quote, as in problem details. */
const refusal = z.object({
  path: z.array(z.union([z.string(), z.int()])),
  code: z.enum(fieldErrorCodes),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})

/** One line of a quote: everything that bites, before it bites (§5.1, §5.2). */
export const quotedLine = z.object({
  /** Its place among the asked lines. */
  index: z.int(),
  packId: id,
  productId: id,
  productName: z.string(),
  packName: z.string(),
  packGrams: positiveGrams,
  cooperativeId: id,
  quantity: z.int(),
  unitPriceCents: positiveCents,
  amountCents: positiveCents,
  minimumQuantity: z.int(),
  /** The tiers, rising; the base price stands for one pack. */
  basePriceCents: positiveCents,
  tiers: z.array(z.object({ fromQuantity: z.int(), priceCents: positiveCents })),
  /** The stock of its lots, this line included. */
  packsLeft: z.int(),
  deliveredCentsPerJin: positiveCents,
})

/** The part of a quote that one cooperative would fulfil. */
export const quotedOrder = z.object({
  cooperative: namedReference,
  goodsCents: positiveCents,
  freightCents: positiveCents,
  weightGrams: grams,
  minimumOrderCents: positiveCents,
  /** `HH:MM`, Asia/Shanghai: later orders count as the next day's. */
  cutOff: z.string(),
  /** The next cut-off: from then on what is delivered on `earliestDay` comes a day later. */
  cutOffAt: instant,
  leadTimeDays: z.int(),
  earliestDay: day,
})

export const quote = z.object({
  /** The server's time, by which cut-offs are counted down. */
  at: instant,
  lines: z.array(quotedLine),
  orders: z.array(quotedOrder),
  goodsCents: positiveCents,
  freightCents: positiveCents,
  /** Whether it would need a signature (§5.4). */
  needsApproval: z.boolean(),
  refusals: z.array(refusal),
})

/** The uncommitted budget of the year, where the unit keeps one. */
export const budget = z.object({
  year: z.int(),
  budgetCents: positiveCents,
  committedCents: positiveCents,
  version: z.int(),
})

export const requisitionSummary = z.object({
  id,
  number: z.string(),
  unit: namedReference,
  state: requisitionState,
  neededOn: day,
  lineCount: z.int(),
  cooperativeCount: z.int(),
  goodsCents: positiveCents,
  freightCents: positiveCents,
  requestedBy: z.string(),
  requestedAt: instant,
})

export const requisition = z.object({
  id,
  number: z.string(),
  unit: namedReference,
  channel: z.object({ id, kind: z.string(), name: z.string(), divisionCode }),
  state: requisitionState,
  stateReason: z.string(),
  neededOn: day,
  note: z.string(),
  lines: z.array(requestedLine),
  cooperatives: z.array(namedReference),
  goodsCents: positiveCents,
  freightCents: positiveCents,
  requestedBy: namedReference,
  requestedAt: instant,
  decidedBy: namedReference.nullable(),
  decidedAt: instant.nullable(),
  purchaseOrders: z.array(purchaseOrderBrief.extend({ state: purchaseOrderState })),
  /** Null where the unit keeps none, or for others than the unit. */
  budget: budget.nullable(),
  /** The highest amount an approver may sign; null: any. */
  approverUpToCents: positiveCents.nullable(),
  /** The rejected or withdrawn one that it replaces, and the one that replaces it. */
  corrects: z.object({ id, number: z.string() }).nullable(),
  correctedBy: z.object({ id, number: z.string() }).nullable(),
  /** What was struck before it was signed, and what is said about it: for the unit alone. */
  struckLines: z.array(
    z.object({ line: requestedLine, reason: z.string(), by: z.string(), at: instant }),
  ),
  comments: z.array(z.object({ id, text: z.string(), by: z.string(), at: instant })),
  version: z.int(),
})

export const purchaseOrderSummary = z.object({
  id,
  number: z.string(),
  state: purchaseOrderState,
  unit: namedReference,
  cooperative: namedReference,
  neededOn: day,
  lineCount: z.int(),
  orderedGrams: grams,
  goodsCents: cents,
  freightCents: cents,
  placedAt: instant,
})

export const orderLine = requestedLine.omit({ cooperativeId: true }).extend({
  id,
  lineNumber: z.int(),
  lotId: id,
  lotNumber: z.string(),
  category: z.string(),
  orderedGrams: grams,
})

/** One step of an order's life; who did it, where a person did. */
export const orderStep = z.object({
  step: z.enum([
    'requested',
    'placed',
    'confirmed',
    'declined',
    'cancelled',
    'shipped',
    'received',
  ]),
  at: instant,
  by: z.string().nullable(),
})

export const purchaseOrder = z.object({
  id,
  number: z.string(),
  state: purchaseOrderState,
  stateReason: z.string(),
  requisition: z.object({ id, number: z.string(), note: z.string() }),
  unit: namedReference,
  cooperative: namedReference.extend(contact),
  channel: z.object({
    kind: z.string(),
    name: z.string(),
    address: z.string(),
    ...contact,
  }),
  neededOn: day,
  lines: z.array(orderLine),
  goodsCents: positiveCents,
  freightCents: positiveCents,
  orderedGrams: grams,
  timeline: z.array(orderStep),
  version: z.int(),
})
