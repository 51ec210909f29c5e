import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const villageProfile = z.object({ introduction: z.string(), photoFileId: z.uuid().nullable() })

/** A village's public profile; its photo only where everybody may see it. */
export async function selectVillageProfile(
  reader: Reader,
  villageCode: string,
): Promise<z.output<typeof villageProfile>> {
  const profile = await queryRow(
    reader,
    villageProfile,
    sql`
    select p.introduction, f.id as photo_file_id
    from villages.village_profiles_published p left join evidence.files_published f
      on f.id = p.photo_file_id and f.is_public
    where p.village_code = ${villageCode}`,
  )
  return profile ?? { introduction: '', photoFileId: null }
}

const participants = z.object({ villages: z.int(), units: z.int() })

/** How many villages sold and how many units bought or helped to sell in a year (§3.11). */
export async function countParticipants(
  reader: Reader,
  year: number,
): Promise<z.output<typeof participants>> {
  const counts = await queryRow(
    reader,
    participants,
    sql`
    with unit_sums as (
      select key, cents from attribution.ranked_sums_published
      where kind = 'unit' and node_code = '' and period = ${String(year)}
    ), unfolded as (
      select key, cents from attribution.unfolded_sums_published
      where kind = 'unit' and node_code = '' and period = ${String(year)}
    ), changed as (
      select key, sum(u.cents) + coalesce(min(s.cents), 0) as cents, min(s.cents) as before
      from unfolded u left join unit_sums s using (key) group by key
    )
    select
      (select count(*) from attribution.place_sums_published
        where period = ${String(year)} and code_length = 12 and place_key <> ''
          and distinct_cents > 0) as villages,
      (select count(*) from unit_sums where cents > 0)
        - (select count(*) from changed where before > 0)
        + (select count(*) from changed where cents > 0) as units`,
  )
  return counts ?? { villages: 0, units: 0 }
}
