import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'
import { liesWithin, waitingRow } from '../platform/db/waiting.ts'

/** What waits for an actor in the catalogue: a row of kind and number each. */
export function waitingInCatalogue(actor: Actor): SQL[] {
  const { organisationKind, organisationId, divisionCode } = actor
  const isWaiting = sql`(products.state in ('in_review', 'held') or products.packs_waiting > 0)`
  if (organisationKind === 'platform')
    return [waitingRow('listings', sql`from catalogue.products where ${isWaiting}`)]
  if (organisationKind === 'cooperative')
    return [
      waitingRow(
        'salesTerms',
        sql`from catalogue.proposed_terms
          where state = 'proposed' and cooperative_id = ${organisationId}`,
      ),
    ]
  if (organisationKind !== 'authority') return []
  return [
    waitingRow(
      'listings',
      sql`from catalogue.products
        join organisations.cooperatives_published cooperatives
          on cooperatives.organisation_id = products.cooperative_id
        where ${isWaiting} and ${liesWithin(sql`cooperatives.county_code`, divisionCode)}`,
    ),
  ]
}
