import { z } from 'zod'
import { cents, enteredCents } from '../money.ts'
import { day, id, instant, villageCode } from '../scalars.ts'
import { line, reference } from '../text.ts'
import { recipientKinds, settlementStates } from './settlement-rules.ts'

const party = z.object({ id, name: z.string() })

export const settlementRow = z.object({
  villageCode,
  recipientKind: z.enum(recipientKinds),
  householdNumber: reference(20, 1).nullable().default(null),
  recipientName: line(60, 1),
  amountCents: enteredCents.min(1),
  settledOn: day,
  bankReference: reference(60).default(''),
})

export const settlementEntry = settlementRow.extend({
  /** The household has another name than before: the new one is no slip. */
  isNewHouseholder: z.boolean().default(false),
  /** The lot whose goods were paid for (批次号), where it is not the one that all rows are of. */
  lotNumber: reference(40, 1).nullable().default(null),
})

export const settlement = settlementRow.extend({
  id,
  cooperative: party,
  villageName: z.string(),
  purchaseOrderId: id.nullable(),
  purchaseOrderNumber: z.string().nullable(),
  lotId: id.nullable(),
  lotNumber: z.string().nullable(),
  amountCents: cents,
  reversesId: id.nullable(),
  isReversed: z.boolean(),
  reason: z.string(),
  recordedAt: instant,
  state: z.enum(settlementStates),
  /** What the county confirmed it by, or why it did not; null where it names an order. */
  confirmation: z
    .object({
      documentName: z.string().nullable(),
      documentFileId: id.nullable(),
      reason: z.string(),
      decidedAt: instant.nullable(),
    })
    .nullable(),
  mayDecide: z.boolean(),
})

const villageSuggestion = z.object({
  villageCode: z.string().nullable(),
  villageName: z.string().nullable(),
  /** This village's part of what was paid, by the accepted weight of its goods. */
  paidCents: cents,
  settledCents: cents,
})

export const settlementSuggestion = z.object({
  purchaseOrderId: id,
  purchaseOrderNumber: z.string(),
  paidCents: cents,
  settledCents: cents,
  villages: z.array(villageSuggestion),
})

export const lotSettlementSuggestion = z.object({
  lotId: id,
  lotNumber: z.string(),
  productName: z.string(),
  /** Paid for accepted goods of the lot and not sent back, over all orders that it went into. */
  paidCents: cents,
  /** By settlements that name the lot. */
  settledCents: cents,
  /** What may still be settled: less where settlements that name an order took of it. */
  openCents: cents,
  /** How many orders the lot went into. */
  orders: z.int(),
  villages: z.array(villageSuggestion),
})
