import type { z } from 'zod'
import { fieldError } from '../../shared/errors.ts'
import type { unitBody } from '../../shared/organisations/organisations.schemas.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { unitById } from './find-organisations.ts'
import { insertUnit } from './organisations.queries.ts'
import { registerOrganisation } from './register-organisation.ts'

export type UnitInput = z.output<typeof unitBody> & { isExample?: boolean }

/** Registers a buying unit below its supervising unit, if it has one. */
export async function createUnit(
  tx: Transaction,
  context: Context,
  input: UnitInput,
): Promise<{ unitId: string }> {
  const { unitType, parentId, ...organisation } = input
  if (parentId !== null && (await unitById(tx, parentId)) === null)
    throw fieldError(['parentId'], 'not_found')
  const { organisationId } = await registerOrganisation(tx, context, {
    ...organisation,
    kind: 'unit',
  })
  await insertUnit(tx, { organisationId, parentId, unitType })
  return { unitId: organisationId }
}
