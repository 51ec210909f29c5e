import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { month } from '../scalars.ts'
import { countyCode } from './closing.schemas.ts'
import { periodText, publicPeriodText } from './query.schemas.ts'
import { readPublicCounties, readPublicTotals } from './reports.api.ts'
import { recognisedAmount } from './reports.schemas.ts'

/** The figures that everybody may see, to be counted on with: docs/open-api.md says by whom. */
const csv = 'text/csv'
const language = z.enum(['zh-CN', 'en']).default('zh-CN')
const ofPeriod = z.object({ period: publicPeriodText.optional() })

export const listPublicVillageMonths = endpoint({
  name: 'reports.listPublicVillageMonths',
  summary: 'What each village of a county sold in each month of a year, half, quarter or month',
  method: 'GET',
  path: '/api/v1/public/counties/:countyCode/village-months',
  access: 'public',
  params: z.object({ countyCode }),
  query: ofPeriod,
  response: z.object({
    period: periodText,
    /** By month and code; under '' what was proved to come from no village (§3.5). */
    items: z.array(recognisedAmount.extend({ code: z.string(), name: z.string(), month })),
  }),
  errors: ['not_found'],
})

export const exportPublicVillageMonths = endpoint({
  name: 'reports.exportPublicVillageMonths',
  summary: 'The same as CSV',
  method: 'GET',
  path: '/api/v1/public/counties/:countyCode/village-months.csv',
  access: 'public',
  params: listPublicVillageMonths.params,
  query: ofPeriod.extend({ language }),
  response: z.unknown(),
  download: csv,
  errors: ['not_found'],
})

export const exportPublicCounties = endpoint({
  name: 'reports.exportPublicCounties',
  summary: 'The public totals by county as CSV',
  method: 'GET',
  path: '/api/v1/public/counties.csv',
  access: 'public',
  query: readPublicCounties.query.extend({ language }),
  response: z.unknown(),
  download: csv,
})

export const exportPublicMonths = endpoint({
  name: 'reports.exportPublicMonths',
  summary: 'The public totals of the twelve months that end with a period as CSV',
  method: 'GET',
  path: '/api/v1/public/months.csv',
  access: 'public',
  query: readPublicTotals.query.extend({ language }),
  response: z.unknown(),
  download: csv,
})
