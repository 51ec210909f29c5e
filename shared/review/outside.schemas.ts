import { z } from 'zod'
import { attributionChannels } from '../attribution/credit.ts'
import { category } from '../catalogue/categories.ts'
import { creditCode } from '../credit-code.ts'
import { ofMetric } from '../figure.ts'
import { largestLineCents } from '../money.ts'
import { day, id, instant, villageCode } from '../scalars.ts'
import { line, reference, text } from '../text.ts'
import { largestLineGrams } from '../weight.ts'
import { outsideActs, outsideStates } from './outside-states.ts'

/** B counts once it is approved, C is declared and never does (§3.11). */
export const outsideGrades = ['B', 'C'] as const
export const outsideGrade = z.enum(outsideGrades)

/** Invoice, payment slip and weigh slip; one file may be all of them. */
export const outsideFiles = z.object({
  invoiceFileId: id,
  paymentFileId: id,
  weighFileId: id,
})
export type OutsideFiles = z.output<typeof outsideFiles>

/** What was bought, one product of one village. */
export const outsidePurchase = z.object({
  /** One's own unit, or for an official the one that bought. */
  unitId: id,
  channel: z.enum(attributionChannels),
  sellerName: line(100, 1),
  sellerCreditCode: creditCode.nullable().default(null),
  villageCode,
  productName: line(60, 1),
  category,
  grams: z.int().min(1).max(largestLineGrams),
  cents: z.int().min(1).max(largestLineCents),
  /** When it was bought and received. */
  purchasedOn: day,
  paidOn: day,
  /** Of the order or invoice elsewhere. */
  number: reference(60),
  remark: text(500).default(''),
})
export type OutsidePurchase = z.output<typeof outsidePurchase>

/** In what another record is like this one. */
export const likenessTraits = ['number', 'file', 'village', 'goods', 'amount', 'day'] as const

/** Another record that may be the same purchase: an order here, an invoice, or another entry. */
export const likeness = z.object({
  kind: z.enum(['order', 'invoice', 'outside']),
  id,
  number: z.string(),
  unitName: z.string(),
  sellerName: z.string(),
  villageNames: z.string(),
  productName: z.string(),
  grams: z.int().nullable(),
  cents: z.int(),
  day,
  traits: z.array(z.enum(likenessTraits)),
})
export type Likeness = z.output<typeof likeness>

const party = z.object({ id, name: z.string() })

export const outsideSummary = z.object({
  id,
  grade: outsideGrade,
  state: z.enum(outsideStates),
  unit: party,
  sellerName: z.string(),
  village: z.object({ code: z.string(), name: z.string() }),
  productName: z.string(),
  grams: z.int(),
  cents: z.int(),
  purchasedOn: day,
  number: z.string(),
  enteredAt: instant,
})

/** What stands behind an entry of grade B, as its page tells of it. */
export const outsideDocument = outsideSummary
  .pick({
    ...{ id: true, number: true, sellerName: true, productName: true },
    ...{ grams: true, cents: true, purchasedOn: true },
  })
  .extend({ paidOn: day })

export const outsideView = outsideSummary.extend({
  channel: z.enum(attributionChannels),
  sellerCreditCode: z.string().nullable(),
  category: z.string(),
  paidOn: day,
  remark: z.string(),
  invoiceFileId: id.nullable(),
  paymentFileId: id.nullable(),
  weighFileId: id.nullable(),
  enteredBy: z.string(),
  submittedBy: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  reason: z.string(),
  reversedBy: z.string().nullable(),
  reversedAt: instant.nullable(),
  reversalReason: z.string(),
  /** How many lines of the same purchase are submitted with it. */
  otherLines: z.int(),
  /** What it may double; once it is approved, what it was held against. */
  likenesses: z.array(likeness),
  /** The entries of the ledger that it has made. */
  entries: z.array(z.object({ countyCode: z.string(), number: z.int() })),
  acts: z.array(z.enum(outsideActs)),
})

/** What a list comes to; of a grade and state by itself, for grades are never added up. */
export const outsideTotal = z.object({
  grade: outsideGrade,
  state: z.enum(outsideStates),
  number: ofMetric('outside_entered', z.int()),
  cents: ofMetric('outside_entered'),
  grams: ofMetric('outside_entered'),
})
