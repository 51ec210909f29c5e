import { and, asc, eq, gte, isNull, lte, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CursorPage } from '../../shared/pagination.ts'
import { organisationsPublished as organisations } from '../organisations/index.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { countOf } from '../platform/db/list-source.ts'
import { allOf, arrayOf, isAnyOf, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { assistanceGroups, groupMembers } from './assistance.tables.ts'

const groupColumns = {
  id: organisations.id,
  name: organisations.name,
  isExample: organisations.isExample,
  leadUnitId: assistanceGroups.leadUnitId,
}

export async function insertGroup(
  tx: Transaction,
  row: typeof assistanceGroups.$inferInsert,
): Promise<void> {
  await tx.insert(assistanceGroups).values(row)
}

/** Those of the groups. */
export function selectGroups(reader: Reader, ids: readonly string[]) {
  return reader
    .select(groupColumns)
    .from(assistanceGroups)
    .innerJoin(organisations, eq(organisations.id, assistanceGroups.organisationId))
    .where(isAnyOf(assistanceGroups.organisationId, ids))
}

const groupRow = z.object({
  id: z.uuid(),
  name: z.string(),
  isExample: z.boolean(),
  leadUnitId: z.uuid(),
  cursor: z.string(),
})

/** A page of all groups, or of those of the ids, by name. */
export async function selectGroupPage(
  reader: Reader,
  page: CursorPage & { ids: readonly string[] | undefined },
) {
  const columns = [
    { column: sql`named.name`, type: 'text' as const },
    { column: sql`named.id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: 'name', columns }, page)
  const { ids } = page
  const condition = allOf([
    sql`named.kind = 'group'`,
    ids && sql`named.id = any(${arrayOf('uuid', ids)})`,
  ])
  const source = sql`from organisations.organisations_published named where ${condition}`
  const rows = await queryRows(
    reader,
    groupRow,
    sql`
    select named.id, named.name, named.is_example, lead_unit_id, ${keyset.cursor} as cursor
    from (select * ${source} and ${keyset.after ?? sql`true`}
      order by ${keyset.order} limit ${keyset.limit}) as named
    join assistance.assistance_groups on organisation_id = named.id
    order by ${keyset.order}`,
  )
  return { rows, total: await countOf(reader, page, sql`select ${source}`) }
}

/** The group, held against rivals until the transaction ends. */
export async function lockGroup(tx: Transaction, id: string) {
  const [row] = await tx
    .select()
    .from(assistanceGroups)
    .where(eq(assistanceGroups.organisationId, id))
    .for('no key update')
  return row ?? null
}

/** Every membership of a group there ever was, the oldest first. */
export function selectMemberships(reader: Reader, groupId: string) {
  return reader
    .select()
    .from(groupMembers)
    .where(eq(groupMembers.groupId, groupId))
    .orderBy(asc(groupMembers.fromDate), asc(groupMembers.id))
}

/** One membership of a group, whatever its days. */
export async function selectMembership(
  reader: Reader,
  { groupId, membershipId }: { groupId: string; membershipId: string },
) {
  const [row] = await reader
    .select()
    .from(groupMembers)
    .where(and(eq(groupMembers.groupId, groupId), eq(groupMembers.id, membershipId)))
  return row ?? null
}

/** Members that some groups ever had, with the days of their membership. */
export function selectMembersOfGroups(reader: Reader, groupIds: readonly string[]) {
  const { groupId, unitId, fromDate, toDate } = groupMembers
  return reader
    .select({ groupId, unitId, fromDate, toDate })
    .from(groupMembers)
    .where(isAnyOf(groupId, groupIds))
}

/** Members of a group at any time within the days, with the days of their membership. */
export function selectGroupMembers(
  reader: Reader,
  groupId: string,
  { from, to }: { from: string; to: string },
) {
  return reader
    .select({
      membershipId: groupMembers.id,
      unitId: groupMembers.unitId,
      fromDate: groupMembers.fromDate,
      toDate: groupMembers.toDate,
    })
    .from(groupMembers)
    .where(
      and(
        eq(groupMembers.groupId, groupId),
        lte(groupMembers.fromDate, to),
        or(isNull(groupMembers.toDate), gte(groupMembers.toDate, from)),
      ),
    )
    .orderBy(asc(groupMembers.fromDate), asc(groupMembers.id))
}

/** How many members each group has on the day. */
export async function countMembers(
  reader: Reader,
  groupIds: readonly string[],
  on: string,
): Promise<Map<string, number>> {
  if (groupIds.length === 0) return new Map()
  const rows = await reader
    .select({ groupId: groupMembers.groupId, members: sql<number>`count(*)::int` })
    .from(groupMembers)
    .where(
      and(
        isAnyOf(groupMembers.groupId, groupIds),
        lte(groupMembers.fromDate, on),
        or(isNull(groupMembers.toDate), gte(groupMembers.toDate, on)),
      ),
    )
    .groupBy(groupMembers.groupId)
  return new Map(rows.map((row) => [row.groupId, row.members]))
}

/** The groups a unit is a member of on the day. */
export async function selectGroupIdsOf(
  reader: Reader,
  unitId: string,
  on: string,
): Promise<string[]> {
  const rows = await reader
    .selectDistinct({ groupId: groupMembers.groupId })
    .from(groupMembers)
    .where(
      and(
        eq(groupMembers.unitId, unitId),
        lte(groupMembers.fromDate, on),
        or(isNull(groupMembers.toDate), gte(groupMembers.toDate, on)),
      ),
    )
  return rows.map((row) => row.groupId)
}

export async function insertMembership(
  tx: Transaction,
  row: typeof groupMembers.$inferInsert,
): Promise<void> {
  await tx.insert(groupMembers).values(row)
}

export async function updateMembershipEnd(
  tx: Transaction,
  id: string,
  toDate: string,
): Promise<void> {
  await tx.update(groupMembers).set({ toDate }).where(eq(groupMembers.id, id))
}
