import { and, asc, desc, eq, gte, inArray, isNull, like, lte, or, type SQL, sql } from 'drizzle-orm'
import { organisations } from '../organisations/organisations.tables.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { groupMembers, pairings, policyValues, targets } from './assistance.tables.ts'

/** The value of a dated policy that holds on the day: the latest decided, from the latest day. */
export async function selectPolicyValue(
  reader: Reader,
  { name, on, recordedBefore }: { name: string; on: string; recordedBefore?: Date },
): Promise<unknown> {
  const [row] = await reader
    .select({ value: policyValues.value })
    .from(policyValues)
    .where(
      and(
        eq(policyValues.name, name),
        lte(policyValues.validFrom, on),
        recordedBefore && lte(policyValues.createdAt, recordedBefore),
      ),
    )
    .orderBy(desc(policyValues.validFrom), desc(policyValues.id))
    .limit(1)
  return row?.value
}

/** Members of a group at any time within the days, with the days of their membership. */
export function selectGroupMembers(
  reader: Reader,
  groupId: string,
  { from, to }: { from: string; to: string },
) {
  return reader
    .select({
      membershipId: groupMembers.id,
      unitId: groupMembers.unitId,
      fromDate: groupMembers.fromDate,
      toDate: groupMembers.toDate,
    })
    .from(groupMembers)
    .where(
      and(
        eq(groupMembers.groupId, groupId),
        lte(groupMembers.fromDate, to),
        or(isNull(groupMembers.toDate), gte(groupMembers.toDate, from)),
      ),
    )
    .orderBy(asc(groupMembers.fromDate), asc(groupMembers.id))
}

export interface PairingFilter {
  organisationIds?: readonly string[] | undefined
  /** Pairings with this node or any below it. */
  within?: string | undefined
  /** Pairings that this village belongs to: with it or any node above it. */
  coveringCode?: string | undefined
  /** Only those in force on the day. */
  on?: string | undefined
  limit?: number
}

/** Which pairings a filter means; every given part must hold. */
export function pairingCondition(filter: PairingFilter): SQL | undefined {
  const { organisationIds, within, coveringCode, on } = filter
  return and(
    organisationIds && inArray(pairings.organisationId, [...organisationIds]),
    within === undefined ? undefined : sql`${pairings.divisionCode} like ${`${within}%`}`,
    coveringCode === undefined
      ? undefined
      : sql`${coveringCode} like ${pairings.divisionCode} || '%'`,
    on === undefined ? undefined : lte(pairings.fromDate, on),
    on === undefined ? undefined : or(isNull(pairings.toDate), gte(pairings.toDate, on)),
  )
}

export function selectPairings(reader: Reader, filter: PairingFilter) {
  return reader
    .select()
    .from(pairings)
    .where(pairingCondition(filter))
    .orderBy(asc(pairings.divisionCode), asc(pairings.fromDate), asc(pairings.id))
    .limit(filter.limit ?? 100_000)
}

export interface TargetFilter {
  organisationIds?: readonly string[] | undefined
  divisionCodes?: readonly string[] | undefined
  /** Targets of this node of the tree and of all below it. */
  within?: string | undefined
  year?: number | undefined
}

/** Targets of any of the organisations or divisions; everything when neither is given. */
export function selectTargets(reader: Reader, filter: TargetFilter) {
  const { organisationIds, divisionCodes, within, year } = filter
  return reader
    .select()
    .from(targets)
    .where(
      and(
        year === undefined ? undefined : eq(targets.year, year),
        or(
          organisationIds && inArray(targets.organisationId, [...organisationIds]),
          divisionCodes && inArray(targets.divisionCode, [...divisionCodes]),
          within === undefined ? undefined : like(targets.divisionCode, `${within}%`),
        ),
      ),
    )
    .orderBy(asc(targets.year), asc(targets.measure), asc(targets.id))
}

/** Lets nobody else pair this organisation until the transaction ends. */
export async function holdPairingsOf(tx: Transaction, organisationId: string): Promise<void> {
  await tx
    .select({ id: organisations.id })
    .from(organisations)
    .where(eq(organisations.id, organisationId))
    .for('no key update')
}
