import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'

/** A file of a backup, by its path in the backup's folder. */
const keptFile = z.object({ path: z.string(), bytes: z.int(), sha256: z.string() })
export type KeptFile = z.infer<typeof keptFile>

/** What a backup holds, so that a restore can prove that it is whole before it begins. */
export const manifest = z.object({
  format: z.literal(1),
  takenAt: z.iso.datetime(),
  /** The newest migration of the database. */
  migration: z.string(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), file: keptFile })),
  sequences: z.array(z.object({ name: z.string(), value: z.int() })),
  /** Photos and documents, keys and kept secrets; they lie below DATA_DIR under the same path. */
  files: z.array(keptFile),
})
export type Manifest = z.infer<typeof manifest>

/** The folder is no backup, or not as it was made; the message is one sentence. */
export class BackupError extends Error {}

export const manifestName = 'manifest.json'

/** The manifest of a backup, after every file of it was found as it was written. */
export async function readWholeBackup(folder: string): Promise<Manifest> {
  const text = await readFile(path.join(folder, manifestName), 'utf8').catch(() => {
    throw new BackupError(`${folder} holds no finished backup: ${manifestName} is missing.`)
  })
  const parsed = manifest.safeParse(parseJson(text))
  if (!parsed.success) throw new BackupError('The manifest is not one that this version reads.')
  const { tables, files } = parsed.data
  for (const file of [...tables.map((table) => table.file), ...files]) {
    const found = await hashOfFile(pathWithin(folder, file.path)).catch(() => null)
    if (found !== file.sha256) throw new BackupError(`${file.path} is not as it was backed up.`)
  }
  return parsed.data
}

/** The place of a listed file; a manifest may not lead out of its folder. */
export function pathWithin(folder: string, relative: string): string {
  const place = path.resolve(folder, relative)
  if (!place.startsWith(`${path.resolve(folder)}${path.sep}`))
    throw new BackupError('The manifest names a file outside of the backup.')
  return place
}

export async function hashOfFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
