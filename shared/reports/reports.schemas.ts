import { z } from 'zod'
import { figure, ofMetric } from '../figure.ts'
import { cents } from '../money.ts'
import { day, divisionCode, id, month } from '../scalars.ts'
import { grams } from '../weight.ts'
import { benefit } from './benefit.schemas.ts'
import { periodText } from './query.schemas.ts'

/** The subject of an answer, with its name. */
export const subject = z.object({
  unitId: id.nullable(),
  groupId: id.nullable(),
  divisionCode: divisionCode.nullable(),
  name: z.string(),
  pathName: z.string(),
  withBelow: z.boolean(),
})

/** Sums of lines, exact beyond 2^53 (§2.6). */
export const amount = z.object({ cents: figure, grams: figure })
/** What stands in opening figures (§3.11), of how many villages. */
export const openingSum = ofMetric('opening', amount.extend({ villages: z.int() }))
export const countedAmount = amount.extend({ orders: z.int() })

/** Recognised sums of a row: of a village, a product, a month. */
export const recognisedAmount = z.object({
  cents: ofMetric('recognised_cents'),
  grams: ofMetric('recognised_grams'),
})
export const recognisedRow = recognisedAmount.extend({
  orders: ofMetric('recognised_orders', z.int()),
})
const adjustmentSum = ofMetric('adjustments', amount.extend({ entries: z.int() }))

/** A recognised total with everything that must stand beside it (§3.8, §3.10, §3.11). */
export const recognisedFigures = z.object({
  direct: ofMetric('direct', countedAmount),
  helpSale: ofMetric('help_sale', countedAmount),
  overlap: ofMetric('overlap', countedAmount),
  distinct: ofMetric('distinct', countedAmount),
  paired: ofMetric('paired', amount),
  otherVillages: ofMetric('other_villages', amount),
  unknownVillage: ofMetric('unknown_village', amount),
  notCounted: ofMetric('not_counted', amount),
})

export const target = z.object({
  measure: z.enum(['money', 'weight']),
  amount: ofMetric('target', z.int()),
  reached: ofMetric('target_reached'),
  completionBasisPoints: ofMetric('completion').nullable(),
})

/** One stage of the way from order to recognition; never added to another (§3.1). */
export const stageNames = [
  'ordered',
  'shipped',
  'accepted',
  'invoiced',
  'paid',
  'recognised',
] as const
/** Of the stage that `stage` names. */
export const stage = z.object({
  stage: z.enum(stageNames),
  cents: ofMetric('ordered shipped accepted invoiced paid distinct').nullable(),
  grams: ofMetric('ordered shipped accepted distinct').nullable(),
})

/** Whether a period has begun, and whether it is over. */
export const periodState = z.enum(['future', 'running', 'over'])

export const totals = z.object({
  subject,
  period: periodText,
  state: periodState,
  from: day,
  to: day,
  figures: recognisedFigures,
  /** What of the figures adjusts earlier periods (§4.2); of one month of a county or less. */
  adjustments: adjustmentSum.nullable(),
  /** What of the figures is of grade B (§3.11); of units, or of a county or less. */
  outside: ofMetric('outside', amount.extend({ entries: z.int() })).nullable(),
  /** What was recognised before the ledger was kept here, beside it; of whole years (§3.11). */
  opening: openingSum.nullable(),
  lastYear: z.object({
    ...{ from: day, to: day, distinct: ofMetric('last_year', amount) },
    /** The opening figures of the years that its days lie in, each whole. */
    opening: openingSum,
  }),
  growthCentsBasisPoints: ofMetric('growth').nullable(),
  growthGramsBasisPoints: ofMetric('growth').nullable(),
  /** Of the period's year, held against the year up to `to`. */
  targets: z.array(target),
  metricVersions: z.record(z.string(), z.int()),
  /** The end of the day that all this is stated as of, but for the targets; null: now (§4.7). */
  asOf: day.nullable(),
  /** The pairing that brought all this, by its first secretary or its sides; null: not asked. */
  pairing: z.object({ id, name: z.string() }).nullable(),
  /** The county has decided that its first secretaries are ranked (§3.12). */
  ranksFirstSecretaries: z.boolean(),
})

export const benefitPage = z.object({
  subject,
  period: periodText,
  from: day,
  to: day,
  total: benefit,
  /** By village below a county, by county elsewhere; '' is the unknown village. */
  items: z.array(benefit.extend({ key: z.string(), name: z.string() })),
})

/** The stages before recognition, and the money that reached villagers (§3.1, §3.14). */
export const progress = z.object({
  stages: z.array(stage),
  households: z.object({
    settled: ofMetric('households_settled', z.int()),
    declared: ofMetric('households_declared', z.int()),
  }),
  collectiveCents: ofMetric('collective_cents'),
  benefit,
})

export const trendSteps = ['month', 'year'] as const

export const trendPoint = z.object({
  /** A month or a year. */
  period: periodText,
  ...recognisedAmount.shape,
  /** Of a year; a month has none. */
  openingCents: ofMetric('opening'),
  openingGrams: ofMetric('opening'),
  lastYearCents: ofMetric('last_year'),
  lastYearGrams: ofMetric('last_year'),
  growthBasisPoints: ofMetric('growth').nullable(),
})

export const ledgerRow = z.object({
  countyCode: z.string(),
  number: z.int(),
  month,
  recognisedOn: day,
  orderedOn: day,
  villageCode: z.string(),
  villageName: z.string(),
  directUnitName: z.string().nullable(),
  helpUnitName: z.string().nullable(),
  cooperativeName: z.string(),
  productName: z.string(),
  channel: z.string(),
  /** What the goods bore when they were ordered, as rankings by mark name it (§5.10). */
  marks: z.array(z.string()),
  paired: z.boolean(),
  counted: z.boolean(),
  grade: z.string(),
  grams,
  cents,
  causeType: z.string(),
  purchaseOrderNumber: z.string(),
  correctsNumber: z.int().nullable(),
  /** The earlier month that an adjustment of earlier periods concerns (§4.2). */
  adjustsMonth: month.nullable(),
})
