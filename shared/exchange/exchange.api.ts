import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { monthKey } from '../reports/closing.schemas.ts'
import { ledgerQuery, reportQuery } from '../reports/query.schemas.ts'
import { reading } from '../reports/reports.api.ts'
import { listReserve } from '../reports/reserve.api.ts'
import { progressQuery, shownProgress } from '../reports/target-progress.schemas.ts'
import { id } from '../scalars.ts'

/** Lists of transfers as two large banks take them. */
const bankLayouts = ['icbc', 'ccb'] as const
export type BankLayout = (typeof bankLayouts)[number]

export const exportPaymentRun = endpoint({
  name: 'exchange.exportPaymentRun',
  summary: 'The transfers of a released payment run as a bank’s batch file, one per payee',
  method: 'GET',
  path: '/api/v1/payment-runs/:runId/bank-list',
  access: ['finance'],
  params: z.object({ runId: id }),
  query: z.object({
    layout: z.enum(bankLayouts).default('icbc'),
    format: z.enum(['xlsx', 'csv']).default('xlsx'),
  }),
  response: z.unknown(),
  download: 'application/octet-stream',
  errors: ['not_found', 'illegal_transition'],
})

export const exportLedger = endpoint({
  name: 'exchange.exportLedger',
  summary: 'The ledger (台账) as a workbook: exactly the entries the filter means, and their total',
  method: 'GET',
  path: '/api/v1/exchange/ledger.xlsx',
  access: reading,
  query: ledgerQuery.extend({ language: z.enum(['zh-CN', 'en']).default('zh-CN') }),
  response: z.unknown(),
  download: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  errors: ['not_found'],
})

export const exportLedgerCsv = endpoint({
  name: 'exchange.exportLedgerCsv',
  summary:
    'The same entries as CSV for programs: the columns of the workbook, its first line a head',
  method: 'GET',
  path: '/api/v1/exchange/ledger.csv',
  access: reading,
  query: exportLedger.query,
  response: z.unknown(),
  download: 'text/csv',
  errors: ['not_found'],
})

export const exportLedgerPaper = endpoint({
  name: 'exchange.exportLedgerPaper',
  summary: 'The same on A4: all that is filtered, with title, period, filters and one total',
  method: 'GET',
  path: '/api/v1/exchange/ledger.pdf',
  access: reading,
  query: exportLedger.query,
  response: z.unknown(),
  download: 'application/pdf',
  errors: ['not_found', 'too_many_entries'],
})

export const exportEvidence = endpoint({
  name: 'exchange.exportEvidence',
  summary: 'What stands behind a figure: its entries, documents, hashes and proofs, to be checked',
  method: 'GET',
  path: '/api/v1/exchange/evidence.zip',
  access: reading,
  query: exportLedger.query,
  response: z.unknown(),
  download: 'application/zip',
  errors: ['not_found', 'too_many_entries', 'files_too_large'],
})

export const exportReserve = endpoint({
  name: 'exchange.exportReserve',
  summary: 'The reserve filings of a year as a workbook: exactly the units that the list shows',
  method: 'GET',
  path: '/api/v1/exchange/reserve.xlsx',
  access: listReserve.access,
  query: listReserve.query
    .pick({ year: true, shown: true })
    .extend({ language: z.enum(['zh-CN', 'en']).default('zh-CN') }),
  response: z.unknown(),
  download: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  errors: ['not_found'],
})

export const exportTargetProgress = endpoint({
  name: 'exchange.exportTargetProgress',
  summary: 'Targets and who is behind as a workbook: the rows and their order as they are seen',
  method: 'GET',
  path: '/api/v1/exchange/target-progress.xlsx',
  access: reading,
  query: progressQuery
    .extend(shownProgress.shape)
    .extend({ language: z.enum(['zh-CN', 'en']).default('zh-CN') }),
  response: z.unknown(),
  download: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  errors: ['not_found'],
})

export const exportStatement = endpoint({
  name: 'exchange.exportStatement',
  summary: 'The frozen statement of a closed month as a workbook',
  method: 'GET',
  path: '/api/v1/exchange/months/:countyCode/:month/statement.xlsx',
  access: ['official', 'platform_admin'],
  params: monthKey,
  query: z.object({ language: z.enum(['zh-CN', 'en']).default('zh-CN') }),
  response: z.unknown(),
  download: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  errors: ['not_found'],
})

export const exportStatementPaper = endpoint({
  name: 'exchange.exportStatementPaper',
  summary: 'The same on A4 to be signed, with a code that leads to its public verification',
  method: 'GET',
  path: '/api/v1/exchange/months/:countyCode/:month/statement.pdf',
  access: exportStatement.access,
  params: monthKey,
  query: exportStatement.query,
  response: z.unknown(),
  download: 'application/pdf',
  errors: ['not_found'],
})

export const exportBriefing = endpoint({
  name: 'exchange.exportBriefing',
  summary: 'A bulletin (通报) or briefing (简报) of a place, group or unit as a document to edit',
  method: 'GET',
  path: '/api/v1/exchange/briefing.docx',
  access: ['official', 'group_coordinator', 'platform_admin'],
  query: reportQuery.extend({
    kind: z.enum(['bulletin', 'briefing']),
    language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  }),
  response: z.unknown(),
  download: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  errors: ['not_found'],
})
