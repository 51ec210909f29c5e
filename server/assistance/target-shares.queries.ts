import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { figure } from '../../shared/figure.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { countOf } from '../platform/db/list-source.ts'
import { queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { valueOn } from './target-values.queries.ts'

/** The members of a group on a day, and a day of the year whose targets are meant. */
interface Question {
  groupId: string
  members: string
  on: string
  measure: 'money' | 'weight'
}

const membersOf = ({ groupId, members }: Question) => sql`
  select distinct unit_id from assistance.group_members
  where group_id = ${groupId} and from_date <= ${members}::date
    and coalesce(to_date >= ${members}::date, true)`

/** Joins a year's targets, by the measure, and what is in force of them on the day. */
const targetsOn = ({ on, measure }: Question) => sql`assistance.targets
  cross join ${valueOn(sql`${on}::date`)}
  where targets.year = ${Number(on.slice(0, 4))}::int and targets.measure = ${measure}`

const shareRow = z.object({
  id: z.uuid(),
  name: z.string(),
  amount: z.int().nullable(),
  shareBasisPoints: z.int().nullable(),
  waitingAmount: z.int().nullable(),
  waitingFrom: z.iso.date().nullable(),
  cursor: z.string(),
})

/** A page of the members by name, each with what is in force of its target and what waits. */
export async function selectSharePage(reader: Reader, page: CursorPage & Question) {
  const columns = [
    { column: sql`named.name`, type: 'text' as const },
    { column: sql`named.id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: 'name', columns }, page)
  const source = sql`from organisations.organisations_published named
    where named.id in (${membersOf(page)})`
  const rows = await queryRows(
    reader,
    shareRow,
    sql`
    select named.id, named.name, own.amount, own.share_basis_points,
      w.amount as waiting_amount, w.valid_from::text as waiting_from, ${keyset.cursor} as cursor
    from (select named.id, named.name ${source} and ${keyset.after ?? sql`true`}
      order by ${keyset.order} limit ${keyset.limit}) as named
    left join lateral (select targets.id, value.amount, value.share_basis_points
      from ${targetsOn(page)} and targets.organisation_id = named.id) own on true
    left join assistance.target_values w on w.target_id = own.id and w.state = 'proposed'
    order by ${keyset.order}`,
  )
  return { rows, total: await countOf(reader, page, sql`select ${source}`) }
}

const shareTotals = z.object({ whole: z.int().nullable(), assigned: figure })

/** What the group undertakes on the day, and all its members together. */
export async function selectShareTotals(
  reader: Reader,
  question: Question,
): Promise<z.output<typeof shareTotals>> {
  const totals = await queryRow(
    reader,
    shareTotals,
    sql`
    select
      (select value.amount from ${targetsOn(question)}
        and targets.organisation_id = ${question.groupId}) as whole,
      (select coalesce(sum(value.amount), 0)::text from ${targetsOn(question)}
        and targets.organisation_id in (${membersOf(question)})) as assigned`,
  )
  return totals ?? { whole: null, assigned: 0 }
}
