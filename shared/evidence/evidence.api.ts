import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { cursorPage, cursorQuery } from '../pagination.ts'
import { day, id, instant } from '../scalars.ts'
import { sheetForm } from '../sheet-files.ts'
import { line } from '../text.ts'

/** The greatest size of a file in bytes. */
export const largestFileBytes = 20 * 1_048_576

/** The widths in which every photo is kept beside itself, in pixels. */
export const thumbnailWidths = [320, 960] as const

export const storedFile = z.object({
  fileId: id,
  name: z.string(),
  mediaType: z.string(),
  byteSize: z.int(),
  /** Of a photo, in pixels. */
  width: z.int().nullable(),
  height: z.int().nullable(),
})
export type StoredFile = z.infer<typeof storedFile>

export const uploadFile = endpoint({
  name: 'evidence.uploadFile',
  summary: 'Keep a photo, PDF, OFD or XML',
  method: 'POST',
  path: '/api/v1/files',
  access: 'signed-in',
  upload: z.object({ isPublic: z.enum(['true', 'false']).optional() }),
  response: storedFile,
  status: 201,
  errors: [
    'file_too_large',
    'file_type_refused',
    'file_unreadable',
    'file_missing',
    'picture_too_large',
    'upload_quota_reached',
  ],
})

/** What is read out of a spreadsheet for a form, in signs: what a list may hold. */
export const largestSheetText = 200_000

export const readSheet = endpoint({
  name: 'evidence.readSheet',
  summary: 'The rows of a spreadsheet as text with tabs, kept nowhere',
  method: 'POST',
  path: '/api/v1/sheet-readings',
  access: 'signed-in',
  upload: sheetForm,
  response: z.object({
    text: z.string(),
    sheet: z.string().nullable(),
    rows: z.int(),
    /** What was left out because the sheet hides it or filters it out. */
    hidden: z.object({ rows: z.int(), columns: z.int() }),
  }),
  errors: [
    ...(['file_missing', 'file_too_large', 'overloaded', 'sheet_unreadable'] as const),
    ...(['sheet_encrypted', 'sheet_too_large', 'sheet_empty', 'sheet_to_choose'] as const),
    'encoding_to_choose',
  ],
})

export const readFile = endpoint({
  name: 'evidence.readFile',
  summary: 'A file as it is kept',
  method: 'GET',
  path: '/api/v1/files/:fileId',
  access: 'public',
  params: z.object({ fileId: id }),
  response: z.unknown(),
  download: 'application/octet-stream',
})

export const readThumbnail = endpoint({
  name: 'evidence.readThumbnail',
  summary: 'A photo in a small width',
  method: 'GET',
  path: '/api/v1/files/:fileId/thumbnail',
  access: 'public',
  params: z.object({ fileId: id }),
  query: z.object({ width: z.enum(['320', '960']).default('320') }),
  response: z.unknown(),
  download: 'image/webp',
})

export const auditEntry = z.object({
  id: z.int(),
  at: instant,
  personId: id.nullable(),
  personName: z.string().nullable(),
  organisationId: id.nullable(),
  organisationName: z.string().nullable(),
  /** The key of the open API through which a program of theirs asked. */
  keyId: id.nullable(),
  keyName: z.string().nullable(),
  roles: z.array(z.string()),
  requestId: z.string(),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.string(),
  before: z.unknown(),
  after: z.unknown(),
})
export type AuditEntry = z.infer<typeof auditEntry>

export const listAudit = endpoint({
  name: 'evidence.listAudit',
  summary: 'Who did what for whom, the latest first; one’s own organisation unless platform',
  method: 'GET',
  path: '/api/v1/audit',
  access: ['platform_admin', 'unit_leader', 'cooperative_manager'],
  query: cursorQuery.extend({
    action: line(100).optional(),
    subjectType: line(100).optional(),
    subjectId: line(100).optional(),
    personId: id.optional(),
    from: day.optional(),
    to: day.optional(),
  }),
  response: cursorPage(auditEntry),
})
