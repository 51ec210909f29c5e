import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { reading } from '../reports/reports.api.ts'
import { id } from '../scalars.ts'
import { exportItem, exportRequest } from './exports.schemas.ts'

const exportPath = z.object({ exportId: id })

export const startExport = endpoint({
  name: 'exchange.startExport',
  summary: 'Have a long file of the ledger made in the background and kept for seven days',
  method: 'POST',
  path: '/api/v1/exports',
  access: reading,
  body: exportRequest,
  response: exportItem,
  status: 202,
  idempotent: true,
  errors: ['not_found', 'too_many_entries', 'too_many_exports', 'exports_full', 'export_disk_full'],
})

export const listExports = endpoint({
  name: 'exchange.listExports',
  summary: 'The files that one had made, latest first',
  method: 'GET',
  path: '/api/v1/exports',
  access: reading,
  query: cursorQuery,
  response: cursorPage(exportItem),
})

export const downloadExport = endpoint({
  name: 'exchange.downloadExport',
  summary: 'A file that one had made, as long as one may read what is in it',
  method: 'GET',
  path: '/api/v1/exports/:exportId/file',
  access: reading,
  params: exportPath,
  response: z.unknown(),
  download: 'application/octet-stream',
  errors: ['not_found', 'illegal_transition', 'export_withdrawn'],
})

export const removeExport = endpoint({
  name: 'exchange.removeExport',
  summary: 'Take back what is being made, or delete what was',
  method: 'DELETE',
  path: '/api/v1/exports/:exportId',
  access: reading,
  params: exportPath,
  response: exportItem,
  errors: ['not_found'],
})
