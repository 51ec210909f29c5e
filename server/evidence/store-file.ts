import { createHash } from 'node:crypto'
import path from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { largestFileBytes, type StoredFile } from '../../shared/evidence/evidence.api.ts'
import { harmlessLine } from '../../shared/text.ts'
import type { Config } from '../config.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { putContent } from '../platform/files/content-store.ts'
import { recordAudit } from './audit.ts'
import { insertFile } from './files.queries.ts'
import { developPicture } from './picture.ts'
import { isPhoto, isShown, type MediaType, mediaTypeOf } from './sniff.ts'

/** Dependencies of the file store. */
export interface FileKeeping {
  config: Pick<Config, 'dataDirectory'>
}

/** A file whose bytes are on disk and which no row knows yet. */
export interface KeptContent {
  sha256: string
  mediaType: MediaType
  byteSize: number
  width: number | null
  height: number | null
}

/**
 * Writes the bytes under their hash, photos without metadata and with thumbnails. Takes a while,
 * so routes do it before they open their transaction; content without a row does no harm.
 */
export async function keepContent(deps: FileKeeping, bytes: Buffer): Promise<KeptContent> {
  if (bytes.length > largestFileBytes) throw tooLarge()
  if (bytes.length === 0) throw new AppError('file_missing')
  const mediaType = mediaTypeOf(bytes)
  if (mediaType === null) throw new AppError('file_type_refused')
  const root = filesRoot(deps)
  const hash = createHash('sha256').update(bytes).digest('hex')
  if (!isPhoto(mediaType)) {
    await putContent(root, { hash, variant: 'original', bytes })
    return { sha256: hash, mediaType, byteSize: bytes.length, width: null, height: null }
  }
  const picture = await developPicture(bytes)
  for (const { width, bytes: small } of picture.thumbnails) {
    await putContent(root, { hash, variant: `${width}.webp`, bytes: small })
  }
  await putContent(root, { hash, variant: 'original', bytes: picture.bytes })
  const { width, height } = picture
  return { sha256: hash, mediaType, byteSize: picture.bytes.length, width, height }
}

/** Puts kept content down as a file of the actor's organisation. */
export async function recordFile(
  tx: Transaction,
  context: Context,
  file: { content: KeptContent; name: string; isPublic: boolean },
): Promise<StoredFile> {
  const fileId = context.newId()
  const { content, isPublic } = file
  if (isPublic && !isShown(content.mediaType)) throw new AppError('file_type_refused')
  const name = nameOf(file.name)
  const { personId, organisationId } = context.actor
  await insertFile(tx, {
    ...content,
    id: fileId,
    originalName: name,
    isPublic,
    createdBy: personId,
    organisationId,
    createdAt: context.now,
  })
  await recordAudit(tx, context, {
    action: 'evidence.store-file',
    subjectType: 'file',
    subjectId: fileId,
    after: { name, isPublic, sha256: content.sha256, mediaType: content.mediaType },
  })
  const { mediaType, byteSize, width, height } = content
  return { fileId, name, mediaType, byteSize, width, height }
}

export function filesRoot(deps: FileKeeping): string {
  return path.join(deps.config.dataDirectory, 'files')
}

export function tooLarge(): AppError {
  return new AppError('file_too_large', { values: { megabytes: largestFileBytes / 1_048_576 } })
}

/** The last part of a path, as a line. The end is kept of a long one: it says the kind. */
function nameOf(typed: string): string {
  const last = typed.slice(-1_000).split(/[\\/]/).at(-1) ?? ''
  return harmlessLine(last.slice(-120)) || 'file'
}
