import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CursorPage } from '../../shared/pagination.ts'
import type { OrganisationKind } from '../../shared/roles.ts'
import { tidyCode } from '../../shared/text.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import { filtered, isOnPage, withinScanLimit } from '../platform/db/list-source.ts'
import { arrayOf, queryRows } from '../platform/db/rows.ts'
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
  const whole = keysetOf({ name: 'name', columns }, filter)
  const kinds = directoryKinds.filter((kind) => filter.kind === undefined || kind === filter.kind)
  const keys = sql`select unnest(${arrayOf('text', kinds)})`
  const parts = { column: sql`organisations.kind`, keys }
  const { within, text } = filter
  const source = filtered(
    { table: organisations, condition: isInDirectory, parts },
    await filtersOf(reader, { within, text }),
  )
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
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
  return { rows, ...rest }
}

/**
 * Cooperatives that are not admitted are their county's business, not the directory's. The state
 * is looked up row by row: of `exists` PostgreSQL would make a list of all that are admitted.
 */
const isInDirectory = sql`(organisations.kind <> 'cooperative'
  or (select state = 'admitted' from organisations.cooperatives
    where organisation_id = organisations.id))`

/**
 * How what is asked for narrows the directory. Those few that a text names are found by an index
 * and sorted; where many are named alike, the names are gone through until the page is full.
 */
async function filtersOf(
  reader: Reader,
  { within, text }: Pick<DirectoryFilter, 'within' | 'text'>,
) {
  const isWithin = within && sql`starts_with(organisations.division_code, ${within})`
  if (!text) return { filters: [isWithin] }
  const named = await selectNamed(reader, text, mostNamed)
  if (named.length === mostNamed) return { filters: [isWithin, namedLike(text)] }
  const found = [sql`organisations.id = any(${arrayOf('uuid', named)})`]
  return { found, filters: [isWithin], isFew: true }
}

const mostNamed = 1_000

/** The organisations that a text names, so many at most. */
export async function selectNamed(reader: Reader, text: string, most: number): Promise<string[]> {
  const code = tidyCode(text).toUpperCase()
  const rows = await queryRows(
    reader,
    z.object({ id: z.uuid() }),
    sql`
    select id from organisations.organisations
    where (organisations.name_grams(name) @> organisations.name_grams(${text})
        or credit_code ~>=~ ${code} and credit_code ~<~ ${`${code}~`})
      and ${namedLike(text)} limit ${most}`,
  )
  return rows.map(({ id }) => id)
}

const wholeCreditCode = /^[0-9A-Z]{18}$/

/** Whether a whole credit code was typed, or how one begins, or a part of a name. */
export function namedLike(text: string): SQL {
  // Codes are typed in full-width signs too (§2.7); names are searched as they are written.
  const code = tidyCode(text).toUpperCase()
  if (wholeCreditCode.test(code)) return sql`organisations.credit_code = ${code}`
  const begins = (part: string) => `${part.replaceAll(/[%_\\]/g, '\\$&')}%`
  return sql`(organisations.name ilike ${`%${begins(text)}`}
    or organisations.credit_code ilike ${begins(code)})`
}
