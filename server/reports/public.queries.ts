import { sql } from 'drizzle-orm'
import type { Reader } from '../platform/db/transaction.ts'

export type VillageProfile = {
  introduction: string
  photoFileId: string | null
}

/** What a village says of itself; its photo only where it may be shown to anybody. */
export async function selectVillageProfile(
  reader: Reader,
  villageCode: string,
): Promise<VillageProfile> {
  const [row] = await reader.execute<VillageProfile>(sql`
    select p.introduction, f.id as "photoFileId"
    from villages.village_profiles_published p left join evidence.files_published f
      on f.id = p.photo_file_id
      and f.is_public
    where p.village_code = ${villageCode}`)
  return row ?? { introduction: '', photoFileId: null }
}

/** How many villages sold and how many units bought or helped to sell, from a month on. */
export async function countParticipants(
  reader: Reader,
  fromMonth: string,
): Promise<{ villages: number; units: number }> {
  const [row] = await reader.execute<{ villages: number; units: number }>(sql`
    with counted as (
      select village_code, direct_unit_id, help_unit_id
        from attribution.ledger_rollups_published ledger_rollups
      where month >= ${fromMonth} and eligible and grade <> 'C' and cents > 0
    )
    select (select count(distinct village_code) from counted where village_code <> '') as villages,
      (select count(*) from (
        select direct_unit_id from counted union select help_unit_id from counted) units
        where direct_unit_id <> '00000000-0000-0000-0000-000000000000') as units`)
  return row ?? { villages: 0, units: 0 }
}
