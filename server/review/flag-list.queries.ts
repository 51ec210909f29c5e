import { eq, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { z } from 'zod'
import type { listFlags } from '../../shared/review/review.api.ts'
import { organisationsPublished } from '../organisations/index.ts'
import type { Actor } from '../platform/context.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import {
  filtered,
  isOnPage,
  type ListSource,
  ofCountiesWithin,
  withinScanLimit,
} from '../platform/db/list-source.ts'
import { equals } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { flags } from './review.tables.ts'

export type FlagsFilter = z.output<NonNullable<typeof listFlags.query>>

const cooperatives = alias(organisationsPublished, 'cooperatives')
const units = alias(organisationsPublished, 'units')

/** Of officials those of their area; of the parties those that were upheld. */
function visibleFlags({ organisationKind, organisationId, divisionCode }: Actor): ListSource {
  const source = (condition: SQL): ListSource => ({ table: flags, condition })
  const { cooperativeId, unitId } = flags
  switch (organisationKind) {
    case 'platform':
      return source(sql`true`)
    case 'authority':
      return ofCountiesWithin(flags.supervisingCountyCode, divisionCode)
    case 'cooperative':
      return source(sql`${cooperativeId} = ${organisationId} and ${flags.state} = 'upheld'`)
    case 'unit':
      return source(sql`${unitId} = ${organisationId} and ${flags.state} = 'upheld'`)
    default:
      return source(sql`false`)
  }
}

/** A page of the visible flags, latest first, with names and the first goods of each. */
export async function selectFlagPage(reader: Reader, actor: Actor, filter: FlagsFilter) {
  const { rule, state, villageCode, cooperativeId, unitId, month } = filter
  const source = filtered(visibleFlags(actor), {
    filters: [
      equals(flags.rule, rule),
      state === 'waiting'
        ? sql`${flags.state} in ('open', 'proposed')`
        : equals(flags.state, state),
      villageCode !== undefined && sql`${villageCode} = any(${flags.villageCodes})`,
      equals(flags.cooperativeId, cooperativeId),
      equals(flags.unitId, unitId),
      equals(flags.month, month),
    ],
  })
  const whole = keysetOf(latestFirst('opened_at', 'flags'), filter)
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await withNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

/** A flag with the names that stand beside it; none where there is no such flag. */
export function selectFlag(reader: Reader, id: string) {
  return withNames(reader).where(eq(flags.id, id))
}

export type FlagDetails = Awaited<ReturnType<typeof selectFlag>>[number]

function withNames(reader: Reader, cursor: SQL<string> = sql<string>`''`) {
  return reader
    .select({
      flag: flags,
      cooperativeName: cooperatives.name,
      unitName: units.name,
      goods: sql<string | null>`(select string_agg(product_name, '、') from (
        select distinct l.product_name from review.flag_lines f
          join orders.order_lines_published l on l.id = f.order_line_id
        where f.flag_id = ${flags.id} limit 3) as goods)`,
      cursor,
    })
    .from(flags)
    .innerJoin(cooperatives, eq(cooperatives.id, flags.cooperativeId))
    .innerJoin(units, eq(units.id, flags.unitId))
}
