import type { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { cooperativeBody } from '../../shared/organisations/organisations.schemas.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { lockCooperative } from './cooperatives.queries.ts'
import { lockOrganisation, updateOrganisation } from './organisations.queries.ts'

export type CooperativeChange = z.output<typeof cooperativeBody> & {
  cooperativeId: string
  version: number
}

/** Changes how a cooperative is reached. */
export async function saveCooperative(
  tx: Transaction,
  context: Context,
  { cooperativeId, version, ...change }: CooperativeChange,
): Promise<void> {
  const organisation = await lockOrganisation(tx, cooperativeId)
  const cooperative = organisation && (await lockCooperative(tx, cooperativeId))
  if (!organisation || !cooperative) throw new AppError('not_found')
  if (organisation.version !== version) throw new AppError('stale_version')
  await updateOrganisation(tx, cooperativeId, change)
  const { address, contactName, contactPhone, contactEmail } = organisation
  await recordAudit(tx, context, {
    action: 'organisations.save-cooperative',
    subjectType: 'organisation',
    subjectId: cooperativeId,
    before: { address, contactName, contactPhone, contactEmail },
    after: change,
  })
}
