import { fieldError } from '../../shared/errors.ts'
import { fileExists } from '../evidence/index.ts'
import type { Transaction } from '../platform/db/transaction.ts'

/** Refuses a file that the cooperative has not uploaded itself, at its place in the form. */
export async function requireOwnFile(
  tx: Transaction,
  file: { fileId: string; cooperativeId: string; path: (string | number)[] },
): Promise<void> {
  const { fileId, cooperativeId, path } = file
  if (!(await fileExists(tx, fileId, cooperativeId))) throw fieldError(path, 'not_found')
}

/** Refuses photos that the cooperative has not uploaded itself. */
export async function requirePhotos(
  tx: Transaction,
  cooperativeId: string,
  fileIds: readonly string[],
): Promise<void> {
  for (const [index, fileId] of fileIds.entries())
    await requireOwnFile(tx, { fileId, cooperativeId, path: ['photoFileIds', index] })
}
