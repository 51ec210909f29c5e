import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { areTwoPersons } from '../accounts/index.ts'
import type { Actor, Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'

const dayMs = 86_400_000
const usualDays = 30

/** A port of `assistance`, which may not be imported here: the value of a dated policy on a day. */
export type PolicyValue = (reader: Reader, name: string, on: string) => Promise<unknown>

/** What one member proposed in the name of an organisation and another is to confirm. */
interface Proposed {
  organisationId: string
  proposedBy: string
  proposedAt: Date
  /** By the rule of the day it was proposed; null: no member decides it. */
  secondPersonDays: number | null
}

/** For how many days two managers must have been members, by the rule of a day (§3.12). */
export async function secondPersonDays(
  reader: Reader,
  { now }: Pick<Context, 'now'>,
  policyValue: PolicyValue,
): Promise<number> {
  const value = await policyValue(reader, 'second_person_days', dayOf(now))
  return z.int().parse(value ?? usualDays)
}

/**
 * Whether whoever decides a proposed change counts as another person than its proposer (§11.5).
 * The county and the platform always do; of two managers of one cooperative both must have acted
 * for it for as many days as the rule said, and neither have come through the other.
 */
export async function isSecondPerson(
  reader: Reader,
  actor: Actor,
  proposed: Proposed,
): Promise<boolean> {
  const { secondPersonDays, proposedAt, proposedBy, organisationId } = proposed
  if (secondPersonDays === null || actor.roles.includes('platform_admin')) return true
  return areTwoPersons(reader, {
    organisationId,
    personIds: [proposedBy, actor.personId],
    memberSince: new Date(proposedAt.getTime() - secondPersonDays * dayMs),
    memberUntil: proposedAt,
  })
}

/** Of two managers who may be one person's the platform confirms instead (§11.5). */
export async function requireSecondPerson(
  reader: Reader,
  { actor }: Context,
  proposed: Proposed,
): Promise<void> {
  if (await isSecondPerson(reader, actor, proposed)) return
  const values = { days: proposed.secondPersonDays ?? 0 }
  throw new AppError('not_second_person', { values })
}
