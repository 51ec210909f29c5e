import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { largestSheetBytes, sheetEncoding } from '../../../shared/sheet-files.ts'
import { line } from '../../../shared/text.ts'
import type { SheetFile } from './read-sheet.ts'

const uploadFields = z.object({
  sheet: line(200)
    .transform((text) => text || null)
    .catch(null),
  encoding: sheetEncoding.nullable().catch(null),
  /** Whether hidden rows and columns are wanted after all. */
  withHidden: z
    .literal('true')
    .transform(() => true)
    .catch(false),
})

/** A file with rows, what a person stated about it, and the other text fields before it. */
export interface UploadedSheet extends SheetFile {
  fileName: string
  text(field: string): string | undefined
}

/** The one file of a form with its text fields; throws `file_missing`, `file_too_large`. */
export async function uploadedSheet(request: FastifyRequest): Promise<UploadedSheet> {
  if (!request.isMultipart()) throw new AppError('file_missing')
  const part = await request.file({
    limits: { fileSize: largestSheetBytes, files: 1, fields: 4, fieldSize: 1_000 },
    throwFileSizeLimit: false,
  })
  if (part === undefined) throw new AppError('file_missing')
  const bytes = await part.toBuffer()
  if (part.file.truncated)
    throw new AppError('file_too_large', { values: { maximum: largestSheetBytes / 1_048_576 } })
  const text = (name: string) => {
    const field = part.fields[name]
    return field !== undefined && 'value' in field ? String(field.value) : undefined
  }
  const stated = uploadFields.parse({
    sheet: text('sheet'),
    encoding: text('encoding') ?? null,
    withHidden: text('withHidden'),
  })
  return { bytes, fileName: part.filename, text, ...stated }
}
