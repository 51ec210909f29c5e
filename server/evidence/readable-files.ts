import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { contentSize, openContent } from '../platform/files/content-store.ts'
import { type FileGrant, mayReadAnyway } from './evidence.policy.ts'
import { type FileRow, filesByIds } from './files.queries.ts'
import { type FileKeeping, filesRoot } from './store-file.ts'

/** Those of many files that the actor may read, each judged as when it is opened alone. */
export async function readableFiles(
  reader: Reader,
  context: Context,
  { fileIds, grants }: { fileIds: readonly string[]; grants: readonly FileGrant[] },
): Promise<FileRow[]> {
  const readable: FileRow[] = []
  for (const file of await filesByIds(reader, fileIds))
    if (await mayReadFile(reader, context, file, grants)) readable.push(file)
  return readable
}

/** Whether the actor may read a file, by itself or as party to a record that shows it. */
export async function mayReadFile(
  reader: Reader,
  context: Context,
  file: FileRow,
  grants: readonly FileGrant[],
): Promise<boolean> {
  if (mayReadAnyway(context.actor, file)) return true
  for (const grant of grants) if (await grant(reader, context, file)) return true
  return false
}

/** The bytes of a file as they come; null where the machine has lost them. */
export async function contentOf(keeping: FileKeeping, { sha256 }: Pick<FileRow, 'sha256'>) {
  const content = { hash: sha256, variant: 'original' }
  const root = filesRoot(keeping)
  return (await contentSize(root, content)) === null ? null : openContent(root, content)
}
