import { z } from 'zod'
import { figure } from '../figure.ts'
import { day } from '../scalars.ts'
import { datedReportQuery, periodText } from './query.schemas.ts'
import { periodState, subject } from './reports.schemas.ts'

/** How figures may be grouped; as one they are of the whole scope. */
const figureGroupings = [
  'total',
  'village',
  'division',
  'unit',
  'product',
  'mark',
  'pairing',
  'first_secretary',
  'month',
  'year',
] as const

export const figuresQuery = datedReportQuery.extend({
  /** Names of the catalogue, parted by commas; all that can be grouped so unless given. */
  metrics: z
    .string()
    .max(600)
    .regex(/^[a-z_]{3,40}(,[a-z_]{3,40})*$/)
    .optional(),
  by: z.enum(figureGroupings).default('total'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

/** A figure in the units of its metric; null where there is none, or in no such unit. */
const metricFigure = z.object({
  metric: z.string(),
  version: z.int(),
  cents: figure.nullable(),
  grams: figure.nullable(),
  count: z.int().nullable(),
  basisPoints: figure.nullable(),
  /** The parameters by which the ledger lists the entries behind it (§4.3). */
  lines: z.record(z.string(), z.string()).nullable(),
})

export const figuresAnswer = z.object({
  subject,
  period: periodText,
  state: periodState,
  from: day,
  to: day,
  /** The days that growth and last year's figures are held against. */
  before: z.object({ from: day, to: day }),
  definedOn: day,
  /** The end of the day that they are stated as of; null: now. */
  asOf: day.nullable(),
  items: z.array(
    z.object({
      /**
       * Of the whole '', else a code, an id, a month or a year, or 'unknown' as the village; of
       * marks a kind or `brand:` and its name, 'none' of goods without any, and 'overlap' of what
       * goods of several marks are counted too often, or 'rest' of what the limit left out.
       */
      key: z.string(),
      name: z.string(),
      figures: z.array(metricFigure),
    }),
  ),
})
