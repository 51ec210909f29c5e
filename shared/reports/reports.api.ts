import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { type Role, rolesByKind } from '../roles.ts'
import { divisionCode, id, villageCode } from '../scalars.ts'
import { entryProof } from '../transparency/transparency.schemas.ts'
import { entryPage } from './entry.schemas.ts'
import { figuresAnswer, figuresQuery } from './figures.schemas.ts'
import { ledgerPage } from './ledger.schemas.ts'
import { metricView } from './metrics.schemas.ts'
import { oneProductPage, oneProductQuery } from './one-product.schemas.ts'
import { publicCounties, publicPlace, publicTotals, publicVillage } from './public.schemas.ts'
import {
  datedReportQuery,
  ledgerQuery,
  ledgerReportQuery,
  publicPeriodText,
  reportQuery,
} from './query.schemas.ts'
import { rankingChoices, rankingRow, rankingTotal } from './ranking.schemas.ts'
import { benefitPage, progress, totals, trendPoint, trendSteps } from './reports.schemas.ts'
import { pairingResults, resultsQuery } from './results.schemas.ts'
import { progressPage, progressQuery } from './target-progress.schemas.ts'
import { mostReminded } from './target-progress.ts'
import { verification } from './verification.schemas.ts'

/** The roles that read figures: buyers, supervisors, coordinators, administrators. */
export const reading: readonly Role[] = [
  ...rolesByKind.unit,
  ...rolesByKind.authority,
  ...rolesByKind.group,
  ...rolesByKind.platform,
]

export const readTotals = endpoint({
  name: 'reports.readTotals',
  summary: 'Recognised totals of a unit, group or place in a period, with all that stands beside',
  method: 'GET',
  path: '/api/v1/reports/totals',
  access: reading,
  query: datedReportQuery,
  response: totals,
  errors: ['not_found'],
})

export const readProgress = endpoint({
  name: 'reports.readProgress',
  summary: 'The stages from order to recognition, each by itself, and what reached households',
  method: 'GET',
  path: '/api/v1/reports/progress',
  access: reading,
  query: reportQuery,
  response: progress,
  errors: ['not_found'],
})

export const readFigures = endpoint({
  name: 'reports.readFigures',
  summary: 'Figures of the catalogue by name, as one or grouped, each with its lines',
  method: 'GET',
  path: '/api/v1/reports/figures',
  access: reading,
  query: figuresQuery,
  response: figuresAnswer,
  errors: ['not_found'],
})

export const listRanking = endpoint({
  name: 'reports.listRanking',
  summary: 'Villages, units, goods, sellers, channels, marks or places ranked by recognised money',
  method: 'GET',
  path: '/api/v1/reports/ranking',
  access: reading,
  query: ledgerReportQuery.extend({
    by: z.enum(rankingChoices),
    limit: z.coerce.number().int().min(1).max(500).default(20),
  }),
  response: z.object({
    items: z.array(rankingRow),
    total: rankingTotal,
    /** Of first secretaries: there are more pairings than are read, the earliest two thousand. */
    isPartial: z.boolean(),
  }),
  errors: ['not_found'],
})

export const listBenefits = endpoint({
  name: 'reports.listBenefits',
  summary: 'What reached households and collectives of a place, by village or by county',
  method: 'GET',
  path: '/api/v1/reports/benefits',
  access: ['official', 'platform_admin'],
  query: reportQuery.pick({ period: true, divisionCode: true }).extend({
    limit: z.coerce.number().int().min(1).max(1_000).default(200),
  }),
  response: benefitPage,
  errors: ['not_found'],
})

export const listOneProduct = endpoint({
  name: 'reports.listOneProduct',
  summary: 'Villages of a place whose recognised money comes from one product by a share',
  method: 'GET',
  path: '/api/v1/reports/one-product-villages',
  access: ['official', 'platform_admin'],
  query: oneProductQuery,
  response: oneProductPage,
  errors: ['not_found'],
})

export const readResults = endpoint({
  name: 'reports.readResults',
  summary: 'What a unit, a group or its first secretary brought to the places it is paired with',
  method: 'GET',
  path: '/api/v1/reports/pairing-results',
  access: reading,
  query: resultsQuery,
  response: pairingResults,
  errors: ['not_found'],
})

export const listTargetProgress = endpoint({
  name: 'reports.listTargetProgress',
  summary: 'Targets of a year and who is behind: reached, missing, pace, and what it will come to',
  method: 'GET',
  path: '/api/v1/reports/target-progress',
  access: reading,
  query: progressQuery,
  response: progressPage,
  errors: ['not_found'],
})

export const remindUnits = endpoint({
  name: 'reports.remindUnits',
  summary: 'Remind units that are behind their targets of what is missing, once in seven days',
  method: 'POST',
  path: '/api/v1/reports/target-reminders',
  access: ['group_coordinator', 'official'],
  body: progressQuery
    .omit({ on: true, by: true })
    .extend({ unitIds: z.array(id).min(1).max(mostReminded) }),
  /** Those told, those told within seven days before, and those not behind any more. */
  response: z.object({ reminded: z.array(id), lately: z.array(id), notBehind: z.array(id) }),
  idempotent: true,
  errors: ['not_found'],
})

export const listTrend = endpoint({
  name: 'reports.listTrend',
  summary: 'Recognised money and weight by month or of five years, beside the year before',
  method: 'GET',
  path: '/api/v1/reports/trend',
  access: reading,
  query: ledgerReportQuery.extend({ by: z.enum(trendSteps).default('month') }),
  response: z.object({ items: z.array(trendPoint) }),
  errors: ['not_found'],
})

export const listLedger = endpoint({
  name: 'reports.listLedger',
  summary: 'Entries of the ledger, newest first, with the total of all that the filter means',
  method: 'GET',
  path: '/api/v1/reports/ledger',
  access: reading,
  query: ledgerQuery.extend({
    cursor: z
      .string()
      .max(60)
      .regex(/^\d{4}-\d{2}\.\d{6}\.\d{1,15}(\.-?\d[\d-]{0,16})?$/)
      .optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: ledgerPage,
  errors: ['not_found'],
})

export const readEntry = endpoint({
  name: 'reports.readEntry',
  summary: 'One entry of the ledger with its cause, documents and hash',
  method: 'GET',
  path: '/api/v1/reports/ledger/:countyCode/:number',
  access: reading,
  params: z.object({
    countyCode: z
      .string()
      .max(6)
      .regex(/^\d{6}$/),
    number: z.coerce.number().int().min(1).max(1_000_000_000_000),
  }),
  response: entryPage,
  errors: ['not_found'],
})

export const readEntryProof = endpoint({
  name: 'reports.readEntryProof',
  summary: 'The proof file of an entry: its text and its place in the signed log, to hold offline',
  method: 'GET',
  path: '/api/v1/reports/ledger/:countyCode/:number/proof',
  access: reading,
  params: readEntry.params,
  response: entryProof,
  download: 'application/json',
  errors: ['not_found', 'not_in_log_yet'],
})

export const readVerification = endpoint({
  name: 'reports.readVerification',
  summary: 'The newest verification of the official’s area: how far it is, or what it found',
  method: 'GET',
  path: '/api/v1/reports/verification',
  access: ['official', 'platform_admin'],
  response: z.object({ verification: verification.nullable() }),
})

export const startVerification = endpoint({
  name: 'reports.startVerification',
  summary: 'Have the ledger of the official’s area recomputed and its first fault named',
  method: 'POST',
  path: '/api/v1/reports/verification',
  access: ['official', 'platform_admin'],
  response: verification,
  status: 202,
})

export const listMetrics = endpoint({
  name: 'reports.listMetrics',
  summary: 'Every figure the program states, by name and dated version, in both languages',
  method: 'GET',
  path: '/api/v1/reports/metrics',
  access: 'public',
  response: z.object({ items: z.array(metricView) }),
})

export const readPublicVillage = endpoint({
  name: 'reports.readPublicVillage',
  summary: 'What a village sold and to whom; of persons only first secretaries who agreed to it',
  method: 'GET',
  path: '/api/v1/public/villages/:code',
  access: 'public',
  params: z.object({ code: villageCode }),
  response: publicVillage,
  errors: ['not_found'],
})

export const readPublicTotals = endpoint({
  name: 'reports.readPublicTotals',
  summary: 'The public totals of a year, half, quarter or month; without one of this year',
  method: 'GET',
  path: '/api/v1/public/totals',
  access: 'public',
  query: z.object({ period: publicPeriodText.optional() }),
  response: publicTotals,
})

export const readPublicPlace = endpoint({
  name: 'reports.readPublicPlace',
  summary: 'The public totals of a county by township, or of a township by village',
  method: 'GET',
  path: '/api/v1/public/places/:code',
  access: 'public',
  params: z.object({ code: divisionCode.regex(/^(\d{6}|\d{9})$/) }),
  query: z.object({ period: publicPeriodText.optional() }),
  response: publicPlace,
  errors: ['not_found'],
})

export const readPublicCounties = endpoint({
  name: 'reports.readPublicCounties',
  summary: 'The public totals by county of a year, half, quarter or month',
  method: 'GET',
  path: '/api/v1/public/counties',
  access: 'public',
  query: z.object({ period: publicPeriodText.optional() }),
  response: publicCounties,
})
