import { z } from 'zod'
import { cents, enteredCents, positiveCents } from '../money.ts'
import { basisPoints, day, id, instant } from '../scalars.ts'
import { text } from '../text.ts'
import { enteredGrams, grams, positiveGrams } from '../weight.ts'
import { returnReasons, shortageReasons } from './accept.ts'
import { shipmentStates } from './shipment-states.ts'
import { decisionStates, sides } from './two-sided-record.ts'

export const shipmentState = z.enum(shipmentStates)
export const shortageReason = z.enum(shortageReasons)
export const returnReason = z.enum(returnReasons)

const party = z.object({ id, name: z.string() })

/** A lot's village as it stood when the goods left (§3.6); null is the unknown village. */
export const villageShare = z.object({
  villageCode: z.string().nullable(),
  villageName: z.string().nullable(),
  shareBasisPoints: basisPoints,
})

export const shipmentLine = z.object({
  id,
  orderLineId: id,
  lineNumber: z.int(),
  productName: z.string(),
  packName: z.string(),
  packGrams: positiveGrams,
  unitPriceCents: positiveCents,
  lotId: id,
  lotNumber: z.string(),
  harvestedOn: day,
  packs: z.int(),
  grams: positiveGrams,
  villages: z.array(villageShare),
})

export const shipmentSummary = z.object({
  id,
  number: z.string(),
  code: z.string(),
  state: shipmentState,
  purchaseOrderId: id,
  purchaseOrderNumber: z.string(),
  neededOn: day,
  cooperative: party,
  unit: party,
  packs: z.int(),
  grams,
  lineCount: z.int(),
  carrier: z.string(),
  vehicle: z.string(),
  /** Null where it is not the viewer's business (§11.6). */
  driverPhone: z.string().nullable(),
  preparedAt: instant,
  dispatchedAt: instant.nullable(),
  receiptId: id.nullable(),
  version: z.int(),
})

export const shipment = shipmentSummary.extend({
  lines: z.array(shipmentLine),
  /** By how much an accepted weight may be above the shipped one without a signature (§6.5). */
  weightToleranceBasisPoints: basisPoints,
})

/** What was accepted above the shipped weight and the tolerance; counts once signed (§6.5). */
/** 更正: a change of what a receipt accepted, signed by both sides (§3.16). */
export const acceptanceCorrection = z.object({
  id,
  receiptId: id,
  receiptLineId: id,
  receiptNumber: z.string(),
  purchaseOrderNumber: z.string(),
  cooperative: party,
  unit: party,
  productName: z.string(),
  packName: z.string(),
  recordedSide: z.enum(sides),
  /** The change of the accepted weight; below 0 less. */
  grams: z.int(),
  /** The change of what is deducted; above 0 a lower price was agreed. */
  deductionCents: z.int(),
  reason: z.string(),
  fileId: id.nullable(),
  /** The change of the accepted money; null until it is signed. */
  cents: z.int().nullable(),
  state: z.enum(decisionStates),
  stateReason: z.string(),
  recordedAt: instant,
  decidedAt: instant.nullable(),
})

export const weightSurplus = z.object({
  id,
  receiptId: id,
  receiptNumber: z.string(),
  purchaseOrderNumber: z.string(),
  cooperative: party,
  unit: party,
  productName: z.string(),
  packName: z.string(),
  shippedGrams: grams,
  grams,
  /** What it adds to the accepted money; null until it is signed. */
  cents: cents.nullable(),
  state: z.enum(decisionStates),
  stateReason: z.string(),
  recordedAt: instant,
  decidedAt: instant.nullable(),
})

/** 验收单, the weigh slip. */
export const receiptLine = z.object({
  id,
  shipmentLineId: id,
  orderLineId: id,
  lineNumber: z.int(),
  productName: z.string(),
  packName: z.string(),
  lotNumber: z.string(),
  packs: z.int(),
  shippedGrams: grams,
  weighedGrams: grams,
  acceptedGrams: grams,
  reason: shortageReason.nullable(),
  remark: z.string(),
  photoFileId: id.nullable(),
  deductionCents: cents,
  acceptedCents: cents,
  /** Grams of this line that went back since, by confirmed returns. */
  returnedGrams: grams,
  /** Accepted above the shipped weight, and whether the seller has signed it (§6.5). */
  surplus: z.object({ grams, state: z.enum(decisionStates) }).nullable(),
  villages: z.array(villageShare),
})

export const receipt = z.object({
  id,
  number: z.string(),
  shipmentId: id,
  shipmentNumber: z.string(),
  purchaseOrderId: id,
  purchaseOrderNumber: z.string(),
  cooperative: party,
  unit: party,
  note: z.string(),
  receivedByName: z.string(),
  receivedAt: instant,
  receivedOn: day,
  acceptedGrams: grams,
  acceptedCents: cents,
  lines: z.array(receiptLine),
})

export const goodsReturn = z.object({
  id,
  number: z.string(),
  receiptId: id,
  receiptNumber: z.string(),
  purchaseOrderId: id,
  purchaseOrderNumber: z.string(),
  cooperative: party,
  unit: party,
  reason: returnReason,
  note: z.string(),
  state: z.enum(decisionStates),
  stateReason: z.string(),
  recordedAt: instant,
  decidedAt: instant.nullable(),
  lines: z.array(
    z.object({
      id,
      receiptLineId: id,
      orderLineId: id,
      productName: z.string(),
      packName: z.string(),
      grams,
      cents: cents.nullable(),
    }),
  ),
})

/** The unpacked rest of an order line, and the lots it can come from. */
export const packingLine = z.object({
  orderLineId: id,
  lineNumber: z.int(),
  productName: z.string(),
  packName: z.string(),
  packGrams: positiveGrams,
  quantity: z.int(),
  remainingPacks: z.int(),
  reservedLotId: id,
  lots: z.array(
    z.object({
      lotId: id,
      lotNumber: z.string(),
      harvestedOn: day,
      expiresOn: day.nullable(),
      /** Nothing is packed from the lot after this day. */
      certificateValidTo: day.nullable(),
      /** Beyond what is reserved for this line. */
      availableGrams: grams,
    }),
  ),
})

export const packingOrder = z.object({
  purchaseOrderId: id,
  purchaseOrderNumber: z.string(),
  unit: party,
  neededOn: day,
  note: z.string(),
  lines: z.array(packingLine),
})

export const weighedLine = z.object({
  shipmentLineId: id,
  weighedGrams: enteredGrams,
  acceptedGrams: enteredGrams,
  reason: shortageReason.nullable().default(null),
  deductionCents: enteredCents.default(0),
  remark: text(500).default(''),
  photoFileId: id.nullable().default(null),
  weightConfirmed: z.boolean().default(false),
})
