import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type { capacityBody } from '../../shared/villages/villages.schemas.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { lockDivision } from './divisions.queries.ts'
import { deleteCapacity, upsertCapacity } from './profiles.queries.ts'

export type CapacityInput = z.output<typeof capacityBody> & { villageCode: string }

/** Declares, changes or (with null) takes back what a village can grow in a season. */
export async function declareCapacity(
  tx: Transaction,
  context: Context,
  input: CapacityInput,
): Promise<void> {
  const { villageCode, produce, seasonYear, capacityGrams, fileId } = input
  const division = await lockDivision(tx, villageCode)
  if (division === null) throw new AppError('not_found')
  if (fileId !== null && !(await fileExists(tx, fileId, context.actor.organisationId)))
    throw fieldError(['fileId'], 'not_found')
  if (capacityGrams === null) await deleteCapacity(tx, { villageCode, produce, seasonYear })
  else
    await upsertCapacity(tx, {
      id: context.newId(),
      villageCode,
      produce,
      seasonYear,
      capacityGrams,
      declaredBy: context.actor.personId,
      declaredAt: context.now,
      fileId,
    })
  await recordAudit(tx, context, {
    action: 'villages.declare-capacity',
    subjectType: 'village',
    subjectId: villageCode,
    after: { produce, seasonYear, capacityGrams, fileId },
  })
}
