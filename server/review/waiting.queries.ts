import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'
import { liesWithin, waitingRow } from '../platform/db/waiting.ts'

/** The flags that wait for an official's decision, or for the second person's. */
export function waitingInReview({ organisationKind, divisionCode }: Actor): SQL[] {
  const waiting = sql`from review.flags where state in ('open', 'proposed')`
  if (organisationKind === 'platform') return [waitingRow('flags', waiting)]
  if (organisationKind !== 'authority') return []
  const isTheirs = liesWithin(sql`supervising_county_code`, divisionCode)
  return [waitingRow('flags', sql`${waiting} and ${isTheirs}`)]
}
