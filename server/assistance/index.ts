import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { PolicyName } from '../../shared/assistance/policies.ts'
import type { CreditSnapshot } from '../../shared/attribution/credit.ts'
import type { Context } from '../platform/context.ts'
import { execute } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { maySeeFirstSecretary } from './assistance.policy.ts'
import { selectGroupMembers, selectMembersOfGroups } from './groups.queries.ts'
import {
  mostWithin,
  selectHelpersOfArea,
  selectPairedCodes,
  selectPairedPlaces,
  selectPairing,
  selectPairingsOfMany,
  selectPairingsWithin,
} from './pairings.queries.ts'
import { selectPolicyHistory, selectPolicyValue, selectPolicyValuesOn } from './policies.queries.ts'
import { keepPairings } from './recorded-pairings.queries.ts'
import { ownOrganisations } from './scope.ts'
import { selectCreditOfPast } from './shared-credits.queries.ts'
import { selectTargets, type TargetFilter } from './targets.queries.ts'

export { mayCheckReserve, recordsByDocument } from './assistance.policy.ts'
export { type GroupInput, startGroup } from './groups.ts'
export {
  removeUnitTargets,
  saveUnitTargets,
  takeUnitTargetsBack,
  type UnitTarget,
} from './import-targets.ts'
export { selectHelpersOfOrder as helpersOfOrder } from './introductions.queries.ts'
export {
  answerIntroduction,
  type IntroductionInput,
  recordIntroduction,
} from './introductions.ts'
export {
  existingPairings,
  mayProposePairing,
  type ProposedPairing,
  proposalStates,
  proposePairings,
  withdrawPairings,
} from './many-pairings.ts'
export { type Period, periodsOverlap } from './periods.ts'
export type { PolicyInput } from './policies.ts'
export type { Terms } from './proposal-terms.ts'
export { answerProposal, type NewProposal, propose } from './proposals.ts'
export {
  holdPairings,
  keepPairings,
  type PairingRecord,
  pairingsByIds,
} from './recorded-pairings.queries.ts'
export { type RecordedPairing, recordPairings, takePairingsBack } from './recorded-pairings.ts'
export { checkReserve, fileReserve, leastShareOf } from './reserve-filings.ts'
export { coordinatesUnit } from './scope.ts'
export { publicSecretaries } from './secretaries.ts'
export { selectWaitingTargets as waitingTargets } from './target-values.queries.ts'
export {
  selectHelpersWithTarget as helpersWithTarget,
  selectPlacesWithTarget as placesWithTarget,
} from './targets.queries.ts'
export { answerTargetChange, saveTarget, type TargetInput } from './targets.ts'
export { unitsInAssistance } from './unit-uses.queries.ts'

/** The value of a dated policy on a day (§3.12), or undefined when none was decided by then. */
export function policyValue(reader: Reader, name: string, on: string): Promise<unknown> {
  return selectPolicyValue(reader, { name, on })
}

/** The value that a county decided for itself on a day, or undefined when it decided none. */
export function countyPolicyValue(
  reader: Reader,
  question: { name: PolicyName; countyCode: string; on: string },
): Promise<unknown> {
  return selectPolicyValue(reader, question)
}

/** The same of several days at once, by day. */
export async function policyValuesOn(
  reader: Reader,
  name: string,
  days: readonly string[],
): Promise<Map<string, unknown>> {
  const rows = await selectPolicyValuesOn(reader, name, [...new Set(days)])
  return new Map(rows.map(({ day, value }) => [day, value]))
}

/** All that a dated policy was and will be, each from its day on, earliest first. */
export function policyHistory(
  reader: Reader,
  name: string,
): Promise<{ validFrom: string; value: unknown }[]> {
  return selectPolicyHistory(reader, name)
}

const areas = z.array(z.string())

/**
 * The codes that count on the day (§3.6): those within an area of the dated list
 * `eligible_divisions` as it was recorded by then. While no list was decided, all of them count.
 */
export async function eligibleCodes(
  reader: Reader,
  { codes, on, recordedBefore }: { codes: readonly string[]; on: string; recordedBefore: Date },
): Promise<Set<string>> {
  const name = 'eligible_divisions'
  const value = await selectPolicyValue(reader, { name, on, recordedBefore })
  if (value === undefined) return new Set(codes)
  const eligible = areas.parse(value)
  return new Set(codes.filter((code) => eligible.some((area) => code.startsWith(area))))
}

/** Who belonged to a group on any of the days, first and last included; `toDate` null: still. */
export function groupMembers(
  reader: Reader,
  groupId: string,
  days: { from: string; to: string },
): Promise<{ membershipId: string; unitId: string; fromDate: string; toDate: string | null }[]> {
  return selectGroupMembers(reader, groupId, days)
}

/**
 * Of which units and groups the targets are an official's business: those that lie in the
 * official's area, or are paired, themselves or through a group, with a place there on the day.
 */
export function helpersOfArea(
  reader: Reader,
  question: { organisationIds: readonly string[]; area: string; on: string },
): Promise<Set<string>> {
  return selectHelpersOfArea(reader, question)
}

/**
 * The division codes that a unit was paired with on a day, itself or through a group, by pairings
 * that were recorded before the instant (§3.6, §3.10); none of them is taken back meanwhile.
 */
export async function pairedCodesOf(
  tx: Transaction,
  question: { unitId: string; on: string; recordedBefore: Date },
): Promise<string[]> {
  await execute(tx, sql`select ${keepPairings}`)
  return selectPairedCodes(tx, question)
}

/**
 * The codes of the places that a unit or group is paired with on a day, itself, through a group or
 * through its members; two hundred at most.
 */
export function pairedPlacesOf(
  reader: Reader,
  question: { organisationId: string; on: string },
): Promise<string[]> {
  return selectPairedPlaces(reader, question)
}

/** A pairing in force or past, or null. */
export function pairingById(reader: Reader, pairingId: string) {
  return selectPairing(reader, pairingId)
}

/**
 * The pairings of some organisations, past ones too; the first secretary is named to whom it is
 * the business of (§11.6).
 */
export async function pairingsOf(
  reader: Reader,
  context: Context,
  organisationIds: readonly string[],
) {
  const ownIds = await ownOrganisations(reader, context)
  const rows = await selectPairingsOfMany(reader, organisationIds)
  return rows.map((row) => {
    const isNamed = maySeeFirstSecretary(context.actor, row, ownIds)
    return { ...row, firstSecretaryName: isNamed ? row.firstSecretaryName : null }
  })
}

/**
 * The pairings with places in an area that have a day among the days, all or those that name a
 * first secretary, with the members of the groups among those who are paired: whoever supervises
 * the area asks. `isCut`: there are more pairings than are read, the earliest two thousand.
 */
export async function pairingsWithin(
  reader: Reader,
  question: { within: string; from: string; to: string; namingSecretaries: boolean },
) {
  const found = await selectPairingsWithin(reader, question)
  const pairings = found.slice(0, mostWithin)
  const ids = [...new Set(pairings.map(({ organisationId }) => organisationId))]
  const members = await selectMembersOfGroups(reader, ids)
  return { pairings, members, isCut: found.length > mostWithin }
}

/** Who is credited with what was bought before it was entered; no pairing is taken back then. */
export async function creditOfPast(
  tx: Transaction,
  purchase: Parameters<typeof selectCreditOfPast>[1],
): Promise<CreditSnapshot> {
  await execute(tx, sql`select ${keepPairings}`)
  return selectCreditOfPast(tx, purchase)
}

/**
 * Yearly targets as they are in force on a day of the year, or on the nearest one (§3.9); `amount`
 * in 分 for money, in grams for weight.
 */
export function targetsOf(reader: Reader, filter: TargetFilter) {
  return selectTargets(reader, filter)
}
export { waitingInAssistance } from './waiting.queries.ts'
