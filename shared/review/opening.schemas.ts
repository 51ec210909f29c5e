import { z } from 'zod'
import { ofMetric } from '../figure.ts'
import { largestLineCents } from '../money.ts'
import { id, instant, villageCode, year } from '../scalars.ts'
import { line } from '../text.ts'
import { largestLineGrams } from '../weight.ts'
import { openingActs, openingStates } from './opening-states.ts'

/** What of a village's year was recognised: of one unit and product where they are known. */
export const openingLine = z.object({
  villageCode,
  /** Who bought or helped to sell, where the document says it. */
  unitId: id.nullable().default(null),
  productName: line(60).default(''),
  grams: z.int().min(1).max(largestLineGrams),
  cents: z.int().min(1).max(largestLineCents),
})
export type OpeningLine = z.output<typeof openingLine>

/** Opening figures of one county and year, as its document states them. */
export const openingInput = z.object({
  year,
  /** What the document is called. */
  source: line(200, 2),
  fileId: id,
  lines: z.array(openingLine).min(1).max(200),
})

export const openingSummary = z.object({
  id,
  countyCode: z.string(),
  countyName: z.string(),
  year: z.int(),
  state: z.enum(openingStates),
  source: z.string(),
  lines: z.int(),
  villages: z.int(),
  cents: ofMetric('opening_entered'),
  grams: ofMetric('opening_entered'),
  enteredAt: instant,
})

export const openingView = openingSummary.extend({
  fileId: id,
  enteredBy: z.string(),
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  reason: z.string(),
  reversedBy: z.string().nullable(),
  reversedAt: instant.nullable(),
  reversalReason: z.string(),
  /** The first thousand lines, by village. */
  shown: z.array(
    z.object({
      number: z.int(),
      villageCode: z.string(),
      villageName: z.string(),
      unitName: z.string().nullable(),
      productName: z.string(),
      cents: ofMetric('opening_entered', z.int()),
      grams: ofMetric('opening_entered', z.int()),
    }),
  ),
  acts: z.array(z.enum(openingActs)),
})
