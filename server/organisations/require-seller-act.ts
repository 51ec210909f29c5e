import { AppError } from '../../shared/errors.ts'
import { stopsUnderSuspension } from '../../shared/organisations/suspension.ts'
import type { Actor } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import type { WriteGuard } from '../platform/http/write-guard.ts'
import { selectCooperative, shareCooperative } from './cooperatives.queries.ts'

/**
 * Refuses what suspension stops to the people of a suspended cooperative (§11.4), whatever their
 * token says. The cooperative is held until the end of the act: a suspension waits for the acts
 * under way, and each later act finds it.
 */
export const requireSellerAct: WriteGuard = async (tx, endpoint, { actor }) => {
  const { organisationKind, organisationId } = actor
  if (organisationKind !== 'cooperative' || organisationId === null) return
  if (!stopsUnderSuspension(endpoint.name)) return
  const cooperative = await shareCooperative(tx, organisationId)
  if (cooperative?.state !== 'suspended') return
  throw new AppError('cooperative_suspended', { values: { reason: cooperative.stateReason } })
}

/** Refuses the programs of a suspended cooperative: nobody looks on while they ask (§11.4). */
export async function requireNotSuspended(reader: Reader, actor: Actor): Promise<void> {
  const { organisationKind, organisationId } = actor
  if (organisationKind !== 'cooperative' || organisationId === null) return
  const cooperative = await selectCooperative(reader, organisationId)
  if (cooperative?.state !== 'suspended') return
  throw new AppError('cooperative_suspended', { values: { reason: cooperative.stateReason } })
}
