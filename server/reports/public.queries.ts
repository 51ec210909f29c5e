import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRow } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'

const villageProfile = z.object({ introduction: z.string(), photoFileId: z.uuid().nullable() })

/** What a village says of itself; its photo only where it may be shown to anybody. */
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

/** How many villages sold and how many units bought or helped to sell, from a month on. */
export async function countParticipants(
  reader: Reader,
  fromMonth: string,
): Promise<z.output<typeof participants>> {
  const counts = await queryRow(
    reader,
    participants,
    sql`
    with sold as (
      select village_code, direct_unit_id, help_unit_id, has_direct_unit, has_help_unit
      from attribution.ledger_rollups_published
      where month >= ${fromMonth} and counted and cents > 0
    )
    select (select count(distinct village_code) from sold where village_code <> '') as villages,
      (select count(*) from (
        select direct_unit_id from sold where has_direct_unit
        union select help_unit_id from sold where has_help_unit) units) as units`,
  )
  return counts ?? { villages: 0, units: 0 }
}
