import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

/**
 * Those of the units that take part in a relation, or in one that was proposed, or of which
 * somebody has set a target.
 */
export async function unitsInAssistance(
  reader: Reader,
  unitIds: readonly string[],
): Promise<Set<string>> {
  const ids = arrayOf('uuid', unitIds)
  const rows = await queryRows(
    reader,
    z.object({ id: z.uuid() }),
    sql`
    select lead_unit_id as id from assistance.assistance_groups where lead_unit_id = any(${ids})
    union select unit_id from assistance.group_members where unit_id = any(${ids})
    union select organisation_id from assistance.pairings where organisation_id = any(${ids})
    union select helper_unit_id from assistance.introductions where helper_unit_id = any(${ids})
    union select buyer_unit_id from assistance.introductions where buyer_unit_id = any(${ids})
    union select buyer_unit_id from assistance.shared_credits where buyer_unit_id = any(${ids})
    union select unit_id from assistance.shared_credit_parts where unit_id = any(${ids})
    union select targets.organisation_id from assistance.targets
      join assistance.target_values on target_id = targets.id and source = 'form'
      where targets.organisation_id = any(${ids})
    union select organisation_id from assistance.proposal_sides
      where organisation_id = any(${ids})`,
  )
  return new Set(rows.map(({ id }) => id))
}
