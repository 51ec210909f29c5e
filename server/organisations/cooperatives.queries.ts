import { eq, sql } from 'drizzle-orm'
import type { CooperativeState } from '../../shared/organisations/cooperative-states.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { keysetOf } from '../platform/db/keyset.ts'
import {
  codesWithin,
  filtered,
  isOnPage,
  type ListSource,
  withinScanLimit,
} from '../platform/db/list-source.ts'
import { allOf, equals } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { namedLike } from './directory.queries.ts'
import { cooperatives, organisations } from './organisations.tables.ts'

export type CooperativeRow = typeof cooperatives.$inferSelect

export async function insertCooperative(
  tx: Transaction,
  row: typeof cooperatives.$inferInsert,
): Promise<void> {
  await tx.insert(cooperatives).values(row)
}

export async function selectCooperative(
  reader: Reader,
  id: string,
): Promise<CooperativeRow | null> {
  const [row] = await reader.select().from(cooperatives).where(eq(cooperatives.organisationId, id))
  return row ?? null
}

/** The cooperative, held against rivals until the transaction ends. */
export async function lockCooperative(tx: Transaction, id: string): Promise<CooperativeRow | null> {
  const [row] = await tx
    .select()
    .from(cooperatives)
    .where(eq(cooperatives.organisationId, id))
    .for('no key update')
  return row ?? null
}

/** The cooperative, held against changes but not against other readers that hold it. */
export async function shareCooperative(
  tx: Transaction,
  id: string,
): Promise<CooperativeRow | null> {
  const [row] = await tx
    .select()
    .from(cooperatives)
    .where(eq(cooperatives.organisationId, id))
    .for('share')
  return row ?? null
}

export async function updateCooperative(
  tx: Transaction,
  id: string,
  change: Partial<CooperativeRow>,
): Promise<void> {
  await tx.update(cooperatives).set(change).where(eq(cooperatives.organisationId, id))
}

export async function selectCooperativeDetail(reader: Reader, id: string) {
  const [row] = await reader
    .select({ organisation: organisations, cooperative: cooperatives })
    .from(cooperatives)
    .innerJoin(organisations, eq(organisations.id, cooperatives.organisationId))
    .where(eq(cooperatives.organisationId, id))
  return row ?? null
}

export interface CooperativeFilter extends CursorPage {
  /** Only counties in this node of the division tree. */
  within: string | null
  state?: CooperativeState | undefined
  text?: string | undefined
}

/** A page of cooperatives, those that applied first at the top. */
export async function selectCooperativePage(reader: Reader, filter: CooperativeFilter) {
  const columns = [
    { column: sql`cooperatives.applied_at`, type: 'timestamptz' as const },
    { column: sql`cooperatives.organisation_id`, type: 'uuid' as const },
  ]
  const source = cooperativeSource(filter)
  const whole = keysetOf({ name: 'applied_at', columns }, filter)
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await reader
    .select({
      id: organisations.id,
      name: organisations.name,
      cooperativeType: cooperatives.cooperativeType,
      state: cooperatives.state,
      divisionCode: organisations.divisionCode,
      countyCode: cooperatives.countyCode,
      appliedAt: cooperatives.appliedAt,
      isExample: organisations.isExample,
      cursor: keyset.cursor,
    })
    .from(cooperatives)
    .innerJoin(organisations, eq(organisations.id, cooperatives.organisationId))
    .where(isOnPage(source, keyset, 'organisation_id'))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

function cooperativeSource({ within, state, text }: CooperativeFilter): ListSource {
  const keys = within !== null && codesWithin(cooperatives, 'county_code', within)
  const parts = keys ? { column: cooperatives.countyCode, keys } : null
  const isNamed =
    text &&
    sql`exists (select from organisations.organisations
      where id = cooperatives.organisation_id and ${namedLike(text)})`
  return filtered(
    { table: cooperatives, condition: allOf([equals(cooperatives.state, state)]), parts },
    { filters: [isNamed] },
  )
}
