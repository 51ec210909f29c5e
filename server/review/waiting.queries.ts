import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'
import { liesWithin, openRow, waitingRow } from '../platform/db/waiting.ts'

/**
 * The flags that wait for an official's decision, or for the second person's; what was bought
 * outside and waits to be attested, or for the unit was returned or lacks documents (§3.11).
 */
export function waitingInReview(actor: Actor): SQL[] {
  const { organisationKind, organisationId, divisionCode, personId } = actor
  if (organisationKind === 'unit')
    return [
      waitingRow(
        'outsideReturned',
        sql`from review.outside_purchases where unit_id = ${organisationId}
          and state in ('draft', 'returned') and entered_for = ${organisationId}`,
      ),
    ]
  const waiting = sql`from review.flags where state in ('open', 'proposed')`
  if (organisationKind === 'platform') return [waitingRow('flags', waiting)]
  if (organisationKind !== 'authority') return []
  const isTheirs = liesWithin(sql`supervising_county_code`, divisionCode)
  return [
    waitingRow('flags', sql`${waiting} and ${isTheirs}`),
    waitingRow(
      'outside',
      sql`from review.outside_purchases where state = 'submitted'
        and ${liesWithin(sql`county_code`, divisionCode)}
        and entered_by <> ${personId} and submitted_by <> ${personId}`,
    ),
    waitingRow(
      'opening',
      sql`from review.opening_statements where state = 'submitted'
        and ${liesWithin(sql`county_code`, divisionCode)} and entered_by <> ${personId}`,
    ),
  ]
}

/** What of a county was bought outside until a day and nobody has attested (§4.2). */
export function mattersInReview({
  countyCode,
  until,
}: {
  countyCode: string
  until: string
}): SQL[] {
  return [
    openRow(
      'outside',
      sql`select id, number as label from review.outside_purchases
      where county_code = ${countyCode} and state = 'submitted'
        and purchased_on <= ${until}::date`,
    ),
  ]
}
