import { type SQL, sql } from 'drizzle-orm'
import type { CursorPage } from '../../shared/pagination.ts'
import type { OrganisationKind } from '../../shared/roles.ts'
import { isOnPage, keysetOf, totalOf } from '../platform/db/keyset.ts'
import { allOf, arrayOf } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { organisations } from './organisations.tables.ts'

export interface DirectoryFilter extends CursorPage {
  text?: string | undefined
  kind?: OrganisationKind | undefined
  within?: string | undefined
}

const directoryKinds: readonly OrganisationKind[] = ['unit', 'cooperative', 'authority', 'group']

/** A page of the directory by name. It is merged from the kinds, each of which has its order. */
export async function selectDirectory(reader: Reader, filter: DirectoryFilter) {
  const columns = [
    { column: sql`organisations.name`, type: 'text' as const },
    { column: sql`organisations.id`, type: 'uuid' as const },
  ]
  const keyset = keysetOf({ name: 'name', columns }, filter)
  const kinds = directoryKinds.filter((kind) => filter.kind === undefined || kind === filter.kind)
  const keys = sql`select unnest(${arrayOf('text', kinds)})`
  const parts = { column: sql`organisations.kind`, keys }
  const source = { table: organisations, condition: directoryCondition(filter), parts }
  const rows = await reader
    .select({
      id: organisations.id,
      kind: organisations.kind,
      name: organisations.name,
      creditCode: organisations.creditCode,
      divisionCode: organisations.divisionCode,
      isExample: organisations.isExample,
      cursor: keyset.cursor,
    })
    .from(organisations)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, filter, source) }
}

/** Cooperatives that are not admitted are their county's business, not the directory's. */
function directoryCondition({ text, within }: DirectoryFilter): SQL {
  return allOf([
    sql`(organisations.kind <> 'cooperative' or exists (select from organisations.cooperatives
      where organisation_id = organisations.id and state = 'admitted'))`,
    within !== undefined && sql`starts_with(organisations.division_code, ${within})`,
    text && namedLike(text),
  ])
}

const wholeCreditCode = /^[0-9A-Z]{18}$/i

/** Whether a whole credit code was typed, or a part of one or of a name. */
export function namedLike(text: string): SQL {
  if (wholeCreditCode.test(text)) return sql`organisations.credit_code = ${text.toUpperCase()}`
  const pattern = `%${text.replaceAll(/[%_\\]/g, '\\$&')}%`
  return sql`(organisations.name ilike ${pattern} or organisations.credit_code ilike ${pattern})`
}
