import { type FlagAct, flagStateAfter } from '../../shared/review/flag-states.ts'
import {
  type OpeningAct,
  openingActs,
  openingStateAfter,
} from '../../shared/review/opening-states.ts'
import {
  type OutsideAct,
  outsideActs,
  outsideStateAfter,
} from '../../shared/review/outside-states.ts'
import { outsideEnterers } from '../../shared/roles.ts'
import { type Actor, supervises } from '../platform/context.ts'
import type { DecisionRow, FlagRow } from './flags.queries.ts'
import type { OpeningRow } from './opening.queries.ts'
import type { OutsideRow } from './outside.queries.ts'

type Flag = Pick<FlagRow, 'supervisingCountyCode' | 'cooperativeId' | 'unitId' | 'state'>

/** Who decides on a flag: officials of the place that supervises the seller, and the platform. */
export function decidesOn(actor: Actor, flag: Flag): boolean {
  return actor.roles.includes('platform_admin') || supervises(actor, flag.supervisingCountyCode)
}

/** Whether a flag is about one's own sale or purchase, and was upheld: before, it is not shown. */
export function isPartyOf(actor: Actor, flag: Flag): boolean {
  const { organisationKind, organisationId } = actor
  if (flag.state !== 'upheld' || organisationId === null) return false
  if (organisationKind === 'cooperative') return flag.cooperativeId === organisationId
  return organisationKind === 'unit' && flag.unitId === organisationId
}

/** What an official may do about a flag now; whoever proposed to uphold it never confirms. */
export function actsOn(actor: Actor, flag: Flag, last: DecisionRow | undefined): FlagAct[] {
  if (!decidesOn(actor, flag)) return []
  const isOwn = flag.state === 'proposed' && last?.decidedBy === actor.personId
  const acts: readonly FlagAct[] =
    flag.state === 'proposed' ? (isOwn ? [] : ['uphold', 'refuse']) : ['clear', 'propose']
  return acts.filter((act) => flagStateAfter(flag.state, act) !== undefined)
}

type Outside = Pick<OutsideRow, 'unitId' | 'countyCode' | 'enteredFor'>

/** Who enters a purchase outside: the unit's own people, or officials of the village's area. */
export function entersOutsideFor(
  actor: Actor,
  { unitId, villageCode }: { unitId: string; villageCode: string },
): boolean {
  return actor.organisationKind === 'unit'
    ? actor.organisationId === unitId
    : supervises(actor, villageCode)
}

/** Who submits or withdraws it: the side that entered it. */
export function entersOutside(actor: Actor, row: Outside): boolean {
  return readsOutside(actor, row) && row.enteredFor === actor.organisationId
}

export function readsOutside(actor: Actor, row: Outside): boolean {
  if (actor.organisationKind === 'unit') return actor.organisationId === row.unitId
  return actor.roles.includes('platform_admin') || supervises(actor, row.countyCode)
}

/** Who attests it: officials of the place where the village lies (§3.11). */
export function attestsOutside(actor: Actor, row: Outside): boolean {
  return supervises(actor, row.countyCode)
}

/** What one may do about a purchase now; nobody attests or reverses what is their own doing. */
export function actsOnOutside(actor: Actor, row: OutsideRow): OutsideAct[] {
  const { personId } = actor
  const mayEnter = entersOutside(actor, row) && outsideEnterers.some((r) => actor.roles.includes(r))
  const isTheirs = row.enteredBy === personId || row.submittedBy === personId
  const may: Record<OutsideAct, boolean> = {
    submit: mayEnter,
    withdraw: mayEnter,
    return: attestsOutside(actor, row),
    approve: attestsOutside(actor, row) && !isTheirs,
    reverse: attestsOutside(actor, row) && row.decidedBy !== personId,
  }
  return outsideActs.filter((act) => may[act] && outsideStateAfter(row.state, act) !== undefined)
}

/** Who reads opening figures: the officials of the county and above it, and the platform. */
export function readsOpening(
  actor: Actor,
  { countyCode }: Pick<OpeningRow, 'countyCode'>,
): boolean {
  return actor.roles.includes('platform_admin') || supervises(actor, countyCode)
}

/** What one may do about opening figures now; who enters them never approves them (§11.2). */
export function actsOnOpening(actor: Actor, row: OpeningRow): OpeningAct[] {
  if (!supervises(actor, row.countyCode)) return []
  const { personId } = actor
  const may: Record<OpeningAct, boolean> = {
    withdraw: row.enteredFor === actor.organisationId,
    return: true,
    approve: row.enteredBy !== personId,
    reverse: row.decidedBy !== personId,
  }
  return openingActs.filter((act) => may[act] && openingStateAfter(row.state, act) !== undefined)
}
