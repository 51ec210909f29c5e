import { fieldError } from '../../shared/errors.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { missingFile } from './listings.queries.ts'

/** Refuses a photo that was never uploaded, at its place in the form. */
export async function demandPhotos(tx: Transaction, fileIds: readonly string[]): Promise<void> {
  const missing = await missingFile(tx, fileIds)
  if (missing !== null) throw fieldError(['photoFileIds', fileIds.indexOf(missing)], 'not_found')
}
