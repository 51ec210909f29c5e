import type { z } from 'zod'
import { fieldError } from '../../shared/errors.ts'
import type { licenceBody } from '../../shared/organisations/organisations.schemas.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { insertLicence } from './cooperatives.queries.ts'

export type LicenceInput = z.output<typeof licenceBody> & { cooperativeId: string }

/** Adds a licence to a cooperative; its scan must be a file that this organisation uploaded. */
export async function keepLicence(
  tx: Transaction,
  context: Context,
  input: LicenceInput,
): Promise<{ licenceId: string }> {
  const { fileId, cooperativeId } = input
  if (fileId !== null && !(await fileExists(tx, fileId, context.actor.organisationId)))
    throw fieldError(['fileId'], 'not_found')
  const id = context.newId()
  await insertLicence(tx, { ...input, id, createdAt: context.now })
  await recordAudit(tx, context, {
    action: 'organisations.add-licence',
    subjectType: 'organisation',
    subjectId: cooperativeId,
    after: input,
  })
  return { licenceId: id }
}
