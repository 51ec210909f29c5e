import { z } from 'zod'
import { ofMetric } from '../figure.ts'
import { day, flag } from '../scalars.ts'
import { forecastGaps } from './forecast.ts'
import { subjectQuery } from './query.schemas.ts'
import { subject } from './reports.schemas.ts'
import { outlooks, progressMeasures, progressSorts } from './target-progress.ts'

export const progressRow = z.object({
  /** A unit's id or a place's code; '' is the whole. */
  key: z.string(),
  name: z.string(),
  /** In 分 or grams, as all amounts here. */
  target: ofMetric('target', z.int()).nullable(),
  reached: ofMetric('target_reached'),
  completionBasisPoints: ofMetric('completion').nullable(),
  missing: ofMetric('target_missing').nullable(),
  /** What of the target falls on the days passed. */
  expected: ofMetric('target_expected').nullable(),
  /** Completion less the share of the year that has passed: below nothing is behind. */
  paceBasisPoints: ofMetric('target_pace').nullable(),
  /** By the same day of last year. */
  lastYear: ofMetric('last_year'),
  growthBasisPoints: ofMetric('growth').nullable(),
  forecast: z
    .object({
      likely: ofMetric('year_forecast'),
      low: ofMetric('year_forecast'),
      high: ofMetric('year_forecast'),
      seasons: z.enum(['own', 'common']),
    })
    .nullable(),
  /** Why there is no forecast. */
  noForecast: z.enum(forecastGaps).nullable(),
  outlook: z.enum(outlooks).nullable(),
  /** The day on which a unit was last reminded that it is behind. */
  remindedOn: day.nullable(),
})
export type ProgressRow = z.output<typeof progressRow>

/** The first day that may be asked for: three years before it are looked at too. */
const firstDay = '2010-01-01'

/** Whose targets, on which day of their year, in money or weight. */
export const progressQuery = subjectQuery.extend({
  on: day
    .refine((on) => on >= firstDay && on < '2100-01-01', {
      params: { code: 'day_out_of_range' },
    })
    .optional(),
  measure: z.enum(progressMeasures).default('money'),
  /** Of a county and below; wider places are listed by the places in them. */
  by: z.enum(['unit', 'division']).optional(),
})

/** Which rows are shown, in which order. */
export const shownProgress = z.object({
  behind: flag.optional(),
  sort: z
    .string()
    .max(20)
    .regex(new RegExp(`^-?(${progressSorts.join('|')})$`))
    .default('pace'),
})

/** What earlier forecasts on the same day of their years were worth. */
const forecastTest = z.object({
  count: ofMetric('forecasts_tested', z.int()),
  errorBasisPoints: ofMetric('forecast_error', z.int()).nullable(),
})

export const progressPage = z.object({
  subject,
  on: day,
  measure: z.enum(progressMeasures),
  by: z.enum(['unit', 'division']),
  passedBasisPoints: ofMetric('year_passed'),
  total: progressRow,
  items: z.array(progressRow),
  tests: z.object({ rows: forecastTest, whole: forecastTest }),
  /** Whether one may remind those listed that are behind. */
  mayRemind: z.boolean(),
  /** There are more than are listed. */
  isCut: z.boolean(),
})
