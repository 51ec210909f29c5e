import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type {
  cooperativeBody,
  licenceBody,
} from '../../shared/organisations/organisations.schemas.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { insertLicence, lockCooperative, updateCooperative } from './cooperatives.queries.ts'
import { lockOrganisation, updateOrganisation } from './organisations.queries.ts'

export type CooperativeChange = z.output<typeof cooperativeBody> & {
  cooperativeId: string
  version: number
}

/** Changes how a cooperative is reached and paid. */
export async function saveCooperative(
  tx: Transaction,
  context: Context,
  { cooperativeId, version, ...change }: CooperativeChange,
): Promise<void> {
  const organisation = await lockOrganisation(tx, cooperativeId)
  const cooperative = organisation && (await lockCooperative(tx, cooperativeId))
  if (!organisation || !cooperative) throw new AppError('not_found')
  if (organisation.version !== version) throw new AppError('stale_version')
  const { bankName, bankAccount, ...contact } = change
  await updateOrganisation(tx, cooperativeId, contact)
  await updateCooperative(tx, cooperativeId, { bankName, bankAccount })
  const { address, contactName, contactPhone, contactEmail } = organisation
  const bankBefore = { bankName: cooperative.bankName, bankAccount: cooperative.bankAccount }
  await recordAudit(tx, context, {
    action: 'organisations.save-cooperative',
    subjectType: 'organisation',
    subjectId: cooperativeId,
    before: { address, contactName, contactPhone, contactEmail, ...bankBefore },
    after: change,
  })
}

export type LicenceInput = z.output<typeof licenceBody> & { cooperativeId: string }

/** Adds a licence to a cooperative; its scan must be a file that this organisation uploaded. */
export async function addLicence(
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
