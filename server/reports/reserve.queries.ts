import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import {
  reserveExemption,
  type reserveShown,
  reserveState,
} from '../../shared/assistance/reserve.schemas.ts'
import { figure } from '../../shared/figure.ts'
import { channelKinds } from '../../shared/organisations/organisations.schemas.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { allOf, arrayOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { beginsWith } from './scope.queries.ts'

/** Whose units: those below a unit, those of an area ('' is the nation), or one unit itself. */
export interface ReserveScope {
  parentId?: string
  within?: string
  unitId?: string
}

const unitRow = z.object({
  unitId: z.uuid(),
  name: z.string(),
  parentId: z.uuid().nullable(),
  divisionCode: z.string().nullable(),
  filingId: z.uuid().nullable(),
  budgetCents: z.int().nullable(),
  shareBasisPoints: z.int().nullable(),
  channels: z.array(z.enum(channelKinds)).nullable(),
  exemption: reserveExemption.nullable(),
  reason: z.string().nullable(),
  filesWithUnitId: z.uuid().nullable(),
  state: reserveState.nullable(),
  filedAt: z.date().nullable(),
  checkedAt: z.date().nullable(),
  checkReason: z.string().nullable(),
  version: z.int().nullable(),
  cursor: z.string(),
})

export type ReserveUnitRow = z.output<typeof unitRow>

interface Question {
  scope: ReserveScope
  year: number
}

/** A page of units by name, each with its filing of the year, if there is one. */
export function selectReserveUnits(
  reader: Reader,
  question: Question &
    Pick<CursorPage, 'cursor' | 'pageSize'> & { shown?: (typeof reserveShown)[number] | undefined },
): Promise<ReserveUnitRow[]> {
  const columns = [
    { column: sql`o.name`, type: 'text' as const },
    { column: sql`o.id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: 'name', columns }, question)
  const { shown } = question
  const isShown = sql`coalesce(f.state, 'not_filed') = ${shown}`
  return queryRows(
    reader,
    unitRow,
    sql`
    select o.id as unit_id, o.name, u.parent_id, o.division_code, f.id as filing_id,
      f.budget_cents, f.share_basis_points, f.channels, f.exemption, f.reason,
      f.files_with_unit_id, f.state, f.filed_at, f.checked_at, f.check_reason, f.version,
      ${keyset.cursor} as cursor
    ${unitsWithFiling(question)} and ${allOf([shown !== undefined && isShown, keyset.after])}
    order by ${keyset.order} limit ${keyset.limit}`,
  )
}

function unitsWithFiling({ scope, year }: Question): SQL {
  const { parentId, within, unitId } = scope
  return sql`
    from organisations.units_published u
      join organisations.organisations_published o on o.id = u.organisation_id
      left join assistance.reserve_filings_published f on f.unit_id = o.id and f.year = ${year}
    where ${allOf([
      parentId !== undefined && sql`u.parent_id = ${parentId}`,
      sql`o.kind = 'unit'`,
      within !== undefined && beginsWith(sql`o.division_code collate "C"`, within),
      unitId !== undefined && sql`o.id = ${unitId}`,
    ])}`
}

const counts = z.object({
  notFiled: z.int(),
  filed: z.int(),
  returned: z.int(),
  confirmed: z.int(),
})

/** How many of all units have filed, and what became of it. */
export async function countReserve(reader: Reader, question: Question) {
  const row = await queryRow(
    reader,
    counts,
    sql`
    select count(*) filter (where f.state is null) as not_filed,
      count(*) filter (where f.state = 'filed') as filed,
      count(*) filter (where f.state = 'returned') as returned,
      count(*) filter (where f.state = 'confirmed') as confirmed
    ${unitsWithFiling(question)}`,
  )
  return row ?? { notFiled: 0, filed: 0, returned: 0, confirmed: 0 }
}

const recognised = z.object({ unitId: z.uuid(), cents: figure })

/**
 * What counts of a year of units' own purchases through the channels that they filed, with those
 * of the units that share the canteen by both filings: entries by unit and month.
 */
export async function selectReserveBought(
  reader: Reader,
  { unitIds, year }: { unitIds: readonly string[]; year: number },
) {
  const rows = await queryRows(
    reader,
    recognised,
    sql`
    select f.unit_id, coalesce(sum(r.cents), 0)::text as cents
    from assistance.reserve_filings_published f
      cross join lateral (select f.unit_id as id
        union
        select m.unit_id from assistance.reserve_filings_published m
        where m.files_with_unit_id = f.unit_id and m.year = f.year and m.state = 'confirmed'
          and m.unit_id = any(f.shared_unit_ids)) as buyer
      join attribution.ledger_entries_published r on r.direct_unit_id = buyer.id
        and r.month between ${`${year}-01`} and ${`${year}-12`} and r.counted
        and r.channel = any(f.channels)
    where f.unit_id = any(${arrayOf('uuid', unitIds)}) and f.year = ${year}
    group by f.unit_id`,
  )
  return new Map(rows.map(({ unitId, cents }) => [unitId, cents]))
}

const shared = z.object({
  filesWithUnitId: z.uuid(),
  unitId: z.uuid(),
  /** Whether the unit that files for all names it too. */
  isShared: z.boolean(),
  isConfirmed: z.boolean(),
})

/** The units whose filings name some units for a shared canteen. */
export function selectSharedBy(
  reader: Reader,
  { unitIds, year }: { unitIds: readonly string[]; year: number },
) {
  return queryRows(
    reader,
    shared,
    sql`
    select m.files_with_unit_id, m.unit_id, m.state = 'confirmed' as is_confirmed,
      coalesce(m.unit_id = any(f.shared_unit_ids), false) as is_shared
    from assistance.reserve_filings_published m
      left join assistance.reserve_filings_published f
        on f.unit_id = m.files_with_unit_id and f.year = m.year
    where m.files_with_unit_id = any(${arrayOf('uuid', unitIds)}) and m.year = ${year}
      and m.state <> 'returned'
    order by m.unit_id`,
  )
}
