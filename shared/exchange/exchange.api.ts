import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { reading } from '../reports/reports.api.ts'
import { ledgerQuery } from '../reports/reports.schemas.ts'

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
