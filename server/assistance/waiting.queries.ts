import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'
import { liesWithin, waitingRow } from '../platform/db/waiting.ts'
import { waitsFor } from './target-values.queries.ts'

/** What waits for an actor in assistance: a row of kind and number each. */
export function waitingInAssistance(actor: Actor): SQL[] {
  const { organisationKind, organisationId, personId, divisionCode } = actor
  const targets = targetChanges(actor)
  if (organisationKind === 'platform') return [targets]
  if (organisationKind === 'authority')
    return [
      targets,
      proposals(liesWithin(sql`division_code`, divisionCode)),
      reserves(liesWithin(sql`o.division_code`, divisionCode)),
    ]
  const own = proposals(sql`organisation_id = ${organisationId}`)
  if (organisationKind === 'group') return [own, targets]
  if (organisationKind !== 'unit') return []
  return [
    ...[own, targets],
    reserves(sql`u.parent_id = ${organisationId}`),
    // Somebody else than who recorded it confirms it (§11.2).
    waitingRow(
      'introductions',
      sql`from assistance.introductions where buyer_unit_id = ${organisationId}
        and confirmed_at is null and declined_at is null and recorded_by <> ${personId}`,
    ),
  ]
}

/** Changes of targets that the actor's side is to confirm, but for those of the actor (§3.9). */
const targetChanges = (actor: Actor) =>
  waitingRow(
    'targetChanges',
    sql`from assistance.target_values
      where state = 'proposed' and ${waitsFor(actor)} and proposed_by <> ${actor.personId}`,
  )

/** Filings that wait for whoever checks them. */
const reserves = (whose: SQL) =>
  waitingRow(
    'reserves',
    sql`from assistance.reserve_filings f
        join organisations.units_published u on u.organisation_id = f.unit_id
        join organisations.organisations_published o on o.id = f.unit_id
      where f.state = 'filed' and ${whose}`,
  )

const proposals = (whose: SQL) =>
  waitingRow(
    'proposals',
    sql`from assistance.proposal_sides where ${whose} and is_open and agreed_at is null`,
  )
