import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { cooperativeState } from '../../shared/organisations/cooperative-states.ts'
import { queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const Rival = z.object({
  id: z.uuid(),
  name: z.string(),
  creditCode: z.string().nullable(),
  countyCode: z.string(),
  state: cooperativeState,
  appliedAt: z.date(),
  hasSameCode: z.boolean(),
})

export type RivalRow = z.output<typeof Rival>

/** How many rivals of an application are shown; more is a flood, which reads as one. */
const shown = 20

/**
 * Cooperatives and open applications that a credit code or, in the same county, a name is shared
 * with: those that hold it first, then those that applied first.
 */
export function selectRivals(
  reader: Reader,
  of: { id: string; name: string; creditCode: string | null; countyCode: string },
): Promise<RivalRow[]> {
  const { id, name, creditCode, countyCode } = of
  return queryRows(
    reader,
    Rival,
    sql`
      select organisation.id, organisation.name, organisation.credit_code, cooperative.county_code,
        cooperative.state, cooperative.applied_at,
        coalesce(organisation.credit_code = ${creditCode}, false) as has_same_code
      from (
        select id from organisations.organisations
        where credit_code = ${creditCode} and kind = 'cooperative'
        union
        select id from organisations.organisations
        where organisations.name_key(name) = organisations.name_key(${name})
          and kind = 'cooperative' and starts_with(division_code, ${countyCode})
      ) alike
      join organisations.organisations organisation using (id)
      join organisations.cooperatives cooperative on cooperative.organisation_id = id
      where id <> ${id} and cooperative.state <> 'rejected'
      order by organisation.holds_identity desc, cooperative.applied_at, id
      limit ${shown}`,
  )
}
