import { type FlagAct, flagStateAfter } from '../../shared/review/flag-states.ts'
import { type Actor, supervises } from '../platform/context.ts'
import type { DecisionRow, FlagRow } from './flags.queries.ts'

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
