import { z } from 'zod'
import { relationDocument } from '../assistance/assistance.schemas.ts'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { importers } from '../roles.ts'
import { id, version } from '../scalars.ts'
import { sheetForm } from '../sheet-files.ts'
import { line } from '../text.ts'
import {
  chosenColumns,
  fieldName,
  importCode,
  importItem,
  importKind,
  importKindView,
  importRow,
  importView,
} from './imports.schemas.ts'

/** What finance brings in is kept for good. */
const undoers = importers.filter((role) => role !== 'finance')
const importPath = z.object({ importId: id })
const language = z.enum(['zh-CN', 'en']).default('zh-CN')
const workbook = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const refusals = [
  'sheet_unreadable',
  'sheet_encrypted',
  'sheet_too_large',
  'sheet_empty',
  'sheet_to_choose',
  'encoding_to_choose',
] as const

export const listImportKinds = endpoint({
  name: 'exchange.listImportKinds',
  summary: 'What one may bring in out of a sheet, with the columns of each',
  method: 'GET',
  path: '/api/v1/import-kinds',
  access: importers,
  response: z.object({ items: z.array(importKindView) }),
})

export const readTemplate = endpoint({
  name: 'exchange.readTemplate',
  summary: 'A workbook to fill in: head, an example row, and notes',
  method: 'GET',
  path: '/api/v1/import-template.xlsx',
  access: importers,
  query: z.object({ kind: importKind, language }),
  response: z.unknown(),
  download: workbook,
  errors: ['not_found'],
})

export const listImports = endpoint({
  name: 'exchange.listImports',
  summary: 'The imports of one’s organisation, latest first',
  method: 'GET',
  path: '/api/v1/imports',
  access: importers,
  query: cursorQuery,
  response: cursorPage(importItem),
})

export const uploadImport = endpoint({
  name: 'exchange.uploadImport',
  summary: 'Read a file with rows',
  method: 'POST',
  path: '/api/v1/imports/files',
  access: importers,
  upload: sheetForm.extend({ kind: importKind }),
  response: importView,
  status: 201,
  errors: [
    'not_found',
    'too_many_rows',
    'file_missing',
    'file_too_large',
    'overloaded',
    ...refusals,
  ],
})

export const readImport = endpoint({
  name: 'exchange.readImport',
  summary: 'An import: its columns, how far it is, what its rows would do or did',
  method: 'GET',
  path: '/api/v1/imports/:importId',
  access: importers,
  params: importPath,
  response: importView,
  errors: ['not_found'],
})

export const listImportRows = endpoint({
  name: 'exchange.listImportRows',
  summary: 'The rows of an import in the order of the sheet, with what is wrong with each',
  method: 'GET',
  path: '/api/v1/imports/:importId/rows',
  access: importers,
  params: importPath,
  query: cursorQuery.extend({ which: z.enum(['all', 'faults', 'changes']).default('all') }),
  response: cursorPage(importRow),
  errors: ['not_found'],
})

export const chooseColumns = endpoint({
  name: 'exchange.chooseColumns',
  summary: 'Say as what the columns are read; saved for the next sheet with these heads',
  method: 'PUT',
  path: '/api/v1/imports/:importId/columns',
  access: importers,
  params: importPath,
  body: chosenColumns,
  response: importView,
  errors: ['not_found', 'stale_version', 'illegal_transition'],
})

export const chooseMeant = endpoint({
  name: 'exchange.chooseMeant',
  summary: 'Say which of several a text in a column means, for all rows that hold it',
  method: 'POST',
  path: '/api/v1/imports/:importId/choices',
  access: importers,
  params: importPath,
  body: z.object({
    field: fieldName,
    text: line(300, 1),
    value: line(300, 1),
    version: version.min(1),
  }),
  response: importView,
  errors: ['not_found', 'stale_version', 'illegal_transition'],
})

export const applyImport = endpoint({
  name: 'exchange.applyImport',
  summary: 'Do what the check has shown, row by row and each once; rows with faults are left out',
  method: 'POST',
  path: '/api/v1/imports/:importId/application',
  access: importers,
  params: importPath,
  body: z.object({
    version: version.min(1),
    /** Where the import `needsDocument`, and nowhere else. */
    document: relationDocument.nullable().default(null),
  }),
  response: importView,
  idempotent: true,
  errors: [
    'not_found',
    'stale_version',
    'illegal_transition',
    'columns_missing',
    'nothing_changed',
    'too_many_requests',
  ],
})

export const resumeImport = endpoint({
  name: 'exchange.resumeImport',
  summary: 'Let an import that failed go on where it stopped, each row once',
  method: 'POST',
  path: '/api/v1/imports/:importId/resumption',
  access: importers,
  params: importPath,
  response: importView,
  idempotent: true,
  errors: ['not_found', 'illegal_transition', 'too_many_requests'],
})

export const undoImport = endpoint({
  name: 'exchange.undoImport',
  summary: 'Take back the whole import, while nothing hangs on what it made',
  method: 'POST',
  path: '/api/v1/imports/:importId/undoing',
  access: undoers,
  params: importPath,
  response: importView,
  idempotent: true,
  errors: ['not_found', 'illegal_transition'],
})

export const exportImportFaults = endpoint({
  name: 'exchange.exportImportFaults',
  summary: 'The rows with faults as a workbook: their columns, and the reasons beside them',
  method: 'GET',
  path: '/api/v1/imports/:importId/faults.xlsx',
  access: importers,
  params: importPath,
  query: z.object({ language }),
  response: z.unknown(),
  download: workbook,
  errors: ['not_found'],
})

export const listImportCodes = endpoint({
  name: 'exchange.listImportCodes',
  summary:
    'Codes to hand to those people of an import who have no e-mail: each opens a new account',
  method: 'GET',
  path: '/api/v1/imports/:importId/codes',
  access: importers,
  params: importPath,
  query: cursorQuery,
  response: cursorPage(importCode).extend({ address: z.string() }),
  errors: ['not_found'],
})
