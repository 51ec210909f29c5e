import { z } from 'zod'
import { cents } from '../money.ts'
import { outsideDocument } from '../review/outside.schemas.ts'
import { day, id } from '../scalars.ts'
import { grams } from '../weight.ts'
import { ledgerRow } from './reports.schemas.ts'

export const entryDocuments = z.object({
  purchaseOrder: z
    .object({
      id,
      number: z.string(),
      orderedOn: day,
      packName: z.string(),
      quantity: z.int(),
      packGrams: grams,
      unitPriceCents: cents,
      amountCents: cents,
    })
    .nullable(),
  receipts: z.array(
    z.object({
      id,
      lineId: id,
      number: z.string(),
      receivedOn: day,
      shipmentId: id,
      shipmentNumber: z.string(),
      lotNumber: z.string(),
      certificateNumber: z.string(),
      shippedGrams: grams,
      weighedGrams: grams,
      acceptedGrams: grams,
      acceptedCents: cents,
      deductionCents: cents,
      reason: z.string().nullable(),
      remark: z.string(),
      photoFileId: id.nullable(),
      villages: z.array(z.object({ name: z.string(), shareBasisPoints: z.int() })),
    }),
  ),
  invoices: z.array(
    z.object({
      id,
      number: z.string(),
      issuedOn: day,
      amountCents: cents,
      fileId: id.nullable(),
    }),
  ),
  payments: z.array(
    z.object({
      id,
      kind: z.enum(['payment', 'refund', 'payment_move']),
      bankReference: z.string(),
      paidOn: day,
      amountCents: cents,
      invoiceNumber: z.string(),
    }),
  ),
  /** What a unit bought outside, with documents of its own (§3.11). */
  outside: outsideDocument.nullable(),
})

export const entryPage = z.object({
  entry: ledgerRow.extend({
    postedAt: z.iso.datetime({ offset: true }),
    actorName: z.string(),
    ruleVersion: z.string(),
    causeId: id,
    causeLineId: id,
    purchaseOrderId: id,
    hash: z.string(),
    previousHash: z.string(),
    /** The text over which the hash was made, for recomputing it anywhere. */
    canonicalText: z.string(),
  }),
  line: z.object({
    acceptedGrams: grams,
    acceptedCents: cents,
    paidCents: cents,
    recognisedGrams: grams,
    recognisedCents: cents,
  }),
  documents: entryDocuments,
})
