import { z } from 'zod'
import { stated } from '../figure.ts'
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
  target: stated('target', z.int()).nullable(),
  reached: stated('target_reached'),
  completionBasisPoints: stated('completion').nullable(),
  missing: stated('target_missing').nullable(),
  /** What of the target falls on the days passed. */
  expected: stated('target_expected').nullable(),
  /** Completion less the share of the year that has passed: below nothing is behind. */
  paceBasisPoints: stated('target_pace').nullable(),
  /** By the same day of last year. */
  lastYear: stated('last_year'),
  growthBasisPoints: stated('growth').nullable(),
  forecast: z
    .object({
      likely: stated('year_forecast'),
      low: stated('year_forecast'),
      high: stated('year_forecast'),
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
  count: stated('forecasts_tested', z.int()),
  errorBasisPoints: stated('forecast_error', z.int()).nullable(),
})

export const progressPage = z.object({
  subject,
  on: day,
  measure: z.enum(progressMeasures),
  by: z.enum(['unit', 'division']),
  passedBasisPoints: stated('year_passed'),
  total: progressRow,
  items: z.array(progressRow),
  tests: z.object({ rows: forecastTest, whole: forecastTest }),
  /** Whether one may remind those listed that are behind. */
  mayRemind: z.boolean(),
  /** There are more than are listed. */
  isCut: z.boolean(),
})
