import { and, asc, count, eq, ilike, or, type SQL, sql } from 'drizzle-orm'
import { spanOf } from '../../shared/pagination.ts'
import type { OrganisationKind } from '../../shared/roles.ts'
import { isAnyOf } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { cooperatives, organisations } from './organisations.tables.ts'

export interface DirectoryFilter {
  text?: string | undefined
  kind?: OrganisationKind | undefined
  within?: string | undefined
  page: number
  pageSize: number
}

/** A page of the directory by name, and the size of the whole. */
export async function selectDirectory(reader: Reader, filter: DirectoryFilter) {
  const where = directoryCondition(filter)
  const rows = await reader
    .select({
      id: organisations.id,
      kind: organisations.kind,
      name: organisations.name,
      creditCode: organisations.creditCode,
      divisionCode: organisations.divisionCode,
      isExample: organisations.isExample,
    })
    .from(organisations)
    .where(where)
    .orderBy(asc(organisations.name), asc(organisations.id))
    .limit(filter.pageSize)
    .offset(spanOf(filter).offset)
  const [sum] = await reader.select({ total: count() }).from(organisations).where(where)
  return { rows, total: sum?.total ?? 0 }
}

/** Cooperatives that are not admitted are their county's business, not the directory's. */
function directoryCondition({ text, kind, within }: DirectoryFilter): SQL | undefined {
  const pattern = text && `%${text.replaceAll(/[%_\\]/g, '\\$&')}%`
  return and(
    kind && eq(organisations.kind, kind),
    isAnyOf(organisations.kind, ['unit', 'cooperative', 'authority', 'group']),
    sql`(${organisations.kind} <> 'cooperative' or exists (
      select from ${cooperatives} where ${cooperatives.organisationId} = ${organisations.id}
        and ${cooperatives.state} = 'admitted'))`,
    within === undefined ? undefined : sql`${organisations.divisionCode} like ${`${within}%`}`,
    pattern
      ? or(ilike(organisations.name, pattern), ilike(organisations.creditCode, pattern))
      : undefined,
  )
}
