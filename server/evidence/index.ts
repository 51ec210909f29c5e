import type { Reader } from '../platform/db/transaction.ts'
import { fileById, selectSameContent } from './files.queries.ts'

export { type AuditedAct, recordAudit, recordAudits } from './audit.ts'
export type { FileGrant } from './evidence.policy.ts'
export type { FileRow } from './files.queries.ts'
export { contentOf, readableFiles } from './readable-files.ts'
export { type FileKeeping, keepContent, recordFile } from './store-file.ts'

/** Whether there is a file of this id that the organisation itself has uploaded. */
export async function fileExists(
  reader: Reader,
  fileId: string,
  organisationId: string | null,
): Promise<boolean> {
  const file = await fileById(reader, fileId)
  return file !== undefined && file.organisationId === organisationId
}

/** The files that hold the same bytes as one of these, each once, these among them. */
export function filesOfSameContent(
  reader: Reader,
  fileIds: readonly string[],
): Promise<{ fileId: string; sha256: string }[]> {
  return selectSameContent(reader, fileIds)
}
