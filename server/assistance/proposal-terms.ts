import { z } from 'zod'
import { creditPart, pairingKind } from '../../shared/assistance/assistance.schemas.ts'
import { fieldError } from '../../shared/errors.ts'
import { divisionCode, id } from '../../shared/scalars.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { organisationSides, pairingSides, type Side } from './assistance.policy.ts'
import { addMember, requireMembership } from './groups.ts'
import { createPairing, requirePairing } from './pairings.ts'
import type { Period } from './periods.ts'
import { recordSharedCredit, requireSharing } from './shared-credits.ts'

const membership = z.object({ kind: z.literal('membership'), groupId: id, unitId: id })
const sharing = z.object({
  kind: z.literal('shared_credit'),
  buyerUnitId: id,
  parts: z.array(creditPart),
})
const pairing = z.object({
  kind: z.literal('pairing'),
  organisationId: id,
  divisionCode,
  pairingKind,
  firstSecretaryName: z.string().nullable(),
})

/** What a proposal is about, as its column `terms` keeps it. */
export const terms = z.discriminatedUnion('kind', [membership, sharing, pairing])

/** A group and a unit, a place and who helps it, or the shares of a buyer in basis points. */
export type Terms = z.infer<typeof terms>

/** Whose consent a relation needs; of shared credit the buyer's first (§3.17). */
export function sidesOf(about: Terms): Side[] {
  switch (about.kind) {
    case 'membership':
      return organisationSides([about.groupId, about.unitId])
    case 'pairing':
      return pairingSides(about)
    case 'shared_credit': {
      const { buyerUnitId, parts } = about
      return organisationSides([...new Set([buyerUnitId, ...parts.map((part) => part.unitId)])])
    }
  }
}

/** What tells apart two relations that might both be proposed at once. */
export function subjectOf(about: Terms): string {
  switch (about.kind) {
    case 'membership':
      return `${about.groupId} ${about.unitId}`
    case 'pairing':
      return `${about.organisationId} ${about.divisionCode}`
    case 'shared_credit':
      return about.buyerUnitId
  }
}

/**
 * Refuses what could not be in force over the days, and holds whatever decides that: the group, or
 * the organisation that helps or buys, before any proposal is locked.
 */
export async function requirePossible(
  tx: Transaction,
  about: Terms,
  period: Period,
): Promise<void> {
  if (period.toDate !== null && period.toDate < period.fromDate)
    throw fieldError(['toDate'], 'dates_out_of_order')
  if (about.kind === 'membership') return requireMembership(tx, { ...about, ...period })
  if (about.kind === 'pairing') return requirePairing(tx, { ...about, ...period })
  return requireSharing(tx, { ...about, ...period })
}

/** Writes the relation itself, from which on everything reads it. Returns the row's id. */
export async function putInForce(
  tx: Transaction,
  context: Context,
  { about, period }: { about: Terms; period: Period },
): Promise<string> {
  if (about.kind === 'membership') return addMember(tx, context, { ...about, ...period })
  if (about.kind === 'shared_credit')
    return recordSharedCredit(tx, context, { ...about, ...period })
  const { pairingKind: kind, organisationId, firstSecretaryName } = about
  const place = { divisionCode: about.divisionCode, kind, firstSecretaryName }
  return createPairing(tx, context, { organisationId, ...place, ...period })
}
