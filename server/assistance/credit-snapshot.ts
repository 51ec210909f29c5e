import { sql } from 'drizzle-orm'
import type { CreditSnapshot } from '../../shared/attribution/credit.ts'
import type { Reader } from '../platform/db/transaction.ts'

/** Who buys, and when. */
export interface CreditQuestion {
  unitId: string
  /** The calendar day in Asia/Shanghai on which pairings and shares must be in force. */
  on: string
  /** Introductions count when they were recorded and confirmed before this instant (§3.7). */
  placedAt: Date
}

/** Who is credited with what a unit buys from a cooperative. */
export type CreditFor = (cooperativeId: string) => CreditSnapshot

interface SnapshotRow extends Record<string, unknown> {
  /** Null for all cooperatives that nobody introduced by name. */
  cooperativeId: string | null
  introductionId: string | null
  helpUnitId: string | null
  direct: CreditSnapshot['directCredits']
  paired: CreditSnapshot['pairedCodes']
}

/**
 * Who is credited with a unit's purchases, whichever cooperative it buys from, in one statement
 * (§3.6, §3.7, §3.9). For a unit that bought itself, direct wins: its own introduction gives no
 * help. Pairings are those of a unit and of the groups it is a member of on the day (§3.10).
 */
export async function creditSnapshot(reader: Reader, question: CreditQuestion): Promise<CreditFor> {
  const rows = await reader.execute<SnapshotRow>(snapshotStatement(question))
  const snapshots = new Map(rows.map((row) => [row.cooperativeId, snapshotOf(row)]))
  const general = snapshots.get(null) as CreditSnapshot
  return (cooperativeId) => snapshots.get(cooperativeId) ?? general
}

function snapshotOf(row: SnapshotRow): CreditSnapshot {
  const involved = new Set([row.helpUnitId, ...row.direct.map((each) => each.unitId)])
  return {
    directCredits: row.direct,
    helpUnitId: row.helpUnitId,
    introductionId: row.introductionId,
    pairedCodes: row.paired.filter((each) => involved.has(each.unitId)),
  }
}

function snapshotStatement({ unitId, on, placedAt }: CreditQuestion) {
  const before = placedAt.toISOString()
  return sql`
    with shares as (
      select part.unit_id, part.share_basis_points
      from assistance.shared_credit_parts part
      where part.shared_credit_id = (
        select id from assistance.shared_credits
        where buyer_unit_id = ${unitId} and from_date <= ${on}::date
          and (to_date is null or to_date >= ${on}::date)
        order by from_date desc, created_at desc, id desc limit 1)
    ), direct as (
      select unit_id, share_basis_points from shares
      union all
      select ${unitId}::uuid, 10000 where not exists (select from shares)
    ), sellers as (
      select distinct cooperative_id as id from assistance.introductions
        where buyer_unit_id = ${unitId}
      union
      select null::uuid
    ), help as (
      select seller.id as cooperative_id, chosen.id as introduction_id, chosen.helper_unit_id
      from sellers seller
      left join lateral (
        select introductions.id, helper_unit_id from assistance.introductions
        where buyer_unit_id = ${unitId}
          and (cooperative_id = seller.id or cooperative_id is null)
          and recorded_at < ${before}::timestamptz and confirmed_at < ${before}::timestamptz
          and declined_at is null and (valid_to is null or valid_to >= ${on}::date)
          and helper_unit_id not in (select unit_id from direct)
        order by cooperative_id is null, recorded_at, introductions.id limit 1
      ) chosen on true
    ), involved as (
      select unit_id from direct
      union
      select helper_unit_id from help where helper_unit_id is not null
    ), helping as (
      select unit_id, unit_id as organisation_id from involved
      union
      select unit_id, group_id from involved join assistance.group_members using (unit_id)
      where from_date <= ${on}::date and (to_date is null or to_date >= ${on}::date)
    ), paired as (
      select unit_id, array_agg(distinct division_code order by division_code) as codes
      from helping join assistance.pairings using (organisation_id)
      where from_date <= ${on}::date and (to_date is null or to_date >= ${on}::date)
      group by unit_id
    )
    select cooperative_id as "cooperativeId", introduction_id as "introductionId",
      helper_unit_id as "helpUnitId",
      (select jsonb_agg(jsonb_build_object(
        'unitId', unit_id, 'shareBasisPoints', share_basis_points) order by unit_id)
        from direct) as direct,
      coalesce((select jsonb_agg(jsonb_build_object('unitId', unit_id, 'codes', codes)
        order by unit_id) from paired), '[]') as paired
    from help`
}
