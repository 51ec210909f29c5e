import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../shared/errors.ts'
import * as api from '../../shared/evidence/evidence.api.ts'
import { ConcurrencyLimit } from '../platform/concurrency.ts'
import type { Context } from '../platform/context.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { contentSize, openContent } from '../platform/files/content-store.ts'
import { serve } from '../platform/http/serve.ts'
import { readSheet, textOfLines } from '../platform/sheets/read-sheet.ts'
import { uploadedSheet } from '../platform/sheets/sheet-upload.ts'
import { listAudit, type Naming } from './audit-log.ts'
import type { FileGrant } from './evidence.policy.ts'
import { type FileRow, fileById } from './files.queries.ts'
import { mayReadFile } from './readable-files.ts'
import { isShown } from './sniff.ts'
import { filesRoot, keepContent, recordFile, tooLarge } from './store-file.ts'
import { requireQuota } from './upload-limits.ts'

/** Ports of the domains that may not be imported here: names, and who is party to a file. */
export interface EvidencePorts {
  naming: Naming
  fileGrants: readonly FileGrant[]
}

export async function evidenceRoutes(
  app: FastifyInstance,
  deps: Dependencies,
  ports: EvidencePorts,
): Promise<void> {
  const limit = new ConcurrencyLimit({ total: 16, perPerson: 3 })
  serve(app, deps, api.uploadFile, async ({ context, request }) => {
    const { personId, organisationId } = context.actor
    if (organisationId === null) throw new AppError('forbidden')
    return limit
      .run(personId ?? '', async () => {
        await deps.requireLive(deps.db, context)
        await requireQuota(deps.db, context)
        const { bytes, name, isPublic } = await uploadIn(request)
        const content = await keepContent(deps, bytes)
        return transaction(deps.db, async (tx) => {
          await deps.requireLive(tx, context)
          return recordFile(tx, context, { content, name, isPublic })
        })
      })
      .finally(() => request.raw.resume())
  })

  serve(app, deps, api.readSheet, async ({ context, request }) => {
    await deps.requireLive(deps.db, context)
    try {
      const file = { ...(await uploadedSheet(request)), marksMerged: true }
      const { lines, sheet, hidden } = await readSheet(context.actor.personId, file)
      const text = textOfLines(lines)
      if (text.length > api.largestSheetText) throw new AppError('sheet_too_large')
      if (lines.length === 0) throw new AppError('sheet_empty')
      return { text, sheet, rows: lines.length, hidden }
    } finally {
      request.raw.resume()
    }
  })

  serve(app, deps, api.readFile, async ({ params, context, request, reply }) => {
    const file = await readableFile(deps, ports, context, params.fileId)
    return sendVariant({
      deps,
      file,
      variant: 'original',
      mediaType: file.mediaType,
      request,
      reply,
    })
  })

  serve(app, deps, api.readThumbnail, async ({ params, query, context, request, reply }) => {
    const file = await readableFile(deps, ports, context, params.fileId)
    const variant = `${query.width}.webp`
    return sendVariant({ deps, file, variant, mediaType: 'image/webp', request, reply })
  })

  serve(app, deps, api.listAudit, async ({ query, context }) => {
    await deps.requireLive(deps.db, context)
    return listAudit(deps.db, { actor: context.actor, query, naming: ports.naming })
  })
}

/** The one file of a form, read to its end even when it is refused: else no answer arrives. */
async function uploadIn(request: FastifyRequest) {
  if (!request.isMultipart()) throw new AppError('file_missing')
  const part = await request.file({
    limits: { fileSize: api.largestFileBytes, files: 1, fields: 4, fieldSize: 1_000 },
    throwFileSizeLimit: false,
  })
  if (part === undefined) throw new AppError('file_missing')
  const bytes = await part.toBuffer()
  if (part.file.truncated) throw tooLarge()
  const flag = part.fields.isPublic
  const isPublic = flag !== undefined && 'value' in flag && flag.value === 'true'
  return { bytes, name: part.filename, isPublic }
}

/** A file that is none of the actor's business looks like one that does not exist. */
async function readableFile(
  deps: Dependencies,
  ports: EvidencePorts,
  context: Context,
  fileId: string,
): Promise<FileRow> {
  const file = await fileById(deps.db, fileId)
  if (file === undefined) throw new AppError('not_found')
  if (await mayReadFile(deps.db, context, file, ports.fileGrants)) return file
  throw new AppError('not_found')
}

interface Sending {
  deps: Dependencies
  file: FileRow
  variant: string
  mediaType: string
  request: FastifyRequest
  reply: FastifyReply
}

async function sendVariant({ deps, file, variant, mediaType, request, reply }: Sending) {
  const root = filesRoot(deps)
  const content = { hash: file.sha256, variant }
  const size = await contentSize(root, content)
  if (size === null) throw new AppError('not_found')
  const name = encodeURIComponent(file.originalName)
  const disposition = isShown(mediaType) ? 'inline' : 'attachment'
  const etag = `"${file.sha256}.${variant}"`
  reply.headers({
    etag,
    // Content never changes under its id; but who may read a private one does.
    'cache-control': file.isPublic ? 'public, max-age=31536000, immutable' : 'private, no-cache',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'content-disposition': `${disposition}; filename*=UTF-8''${name}`,
  })
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.type(mediaType).header('content-length', size).send(openContent(root, content))
}
