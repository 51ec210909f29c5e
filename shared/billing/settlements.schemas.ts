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
})

export const settlement = settlementRow.extend({
  id,
  cooperative: party,
  villageName: z.string(),
  purchaseOrderId: id.nullable(),
  purchaseOrderNumber: z.string().nullable(),
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

export const settlementSuggestion = z.object({
  purchaseOrderId: id,
  purchaseOrderNumber: z.string(),
  paidCents: cents,
  settledCents: cents,
  villages: z.array(
    z.object({
      villageCode: z.string().nullable(),
      villageName: z.string().nullable(),
      /** This village's part of what was paid, by the accepted weight of its goods. */
      paidCents: cents,
      settledCents: cents,
    }),
  ),
})
