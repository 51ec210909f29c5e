import { and, asc, count, eq, ilike, or, type SQL, sql } from 'drizzle-orm'
import type { CooperativeState } from '../../shared/organisations/cooperative-states.ts'
import { spanOf } from '../../shared/pagination.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { cooperatives, licences, organisations } from './organisations.tables.ts'

export type CooperativeRow = typeof cooperatives.$inferSelect

export async function insertCooperative(
  tx: Transaction,
  row: typeof cooperatives.$inferInsert,
): Promise<void> {
  await tx.insert(cooperatives).values(row)
}

export async function insertLicence(
  tx: Transaction,
  row: typeof licences.$inferInsert,
): Promise<void> {
  await tx.insert(licences).values(row)
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

export async function updateCooperative(
  tx: Transaction,
  id: string,
  change: Partial<CooperativeRow>,
): Promise<void> {
  await tx.update(cooperatives).set(change).where(eq(cooperatives.organisationId, id))
}

export function selectLicences(reader: Reader, cooperativeId: string) {
  return reader
    .select()
    .from(licences)
    .where(eq(licences.cooperativeId, cooperativeId))
    .orderBy(asc(licences.kind), asc(licences.validFrom), asc(licences.id))
}

export async function selectCooperativeDetail(reader: Reader, id: string) {
  const [row] = await reader
    .select({ organisation: organisations, cooperative: cooperatives })
    .from(cooperatives)
    .innerJoin(organisations, eq(organisations.id, cooperatives.organisationId))
    .where(eq(cooperatives.organisationId, id))
  return row ?? null
}

export interface CooperativeFilter {
  /** Only counties in this node of the division tree. */
  within: string | null
  state?: CooperativeState | undefined
  text?: string | undefined
  page: number
  pageSize: number
}

/** A page of cooperatives, those that applied first at the top, and the size of the whole. */
export async function selectCooperativePage(reader: Reader, filter: CooperativeFilter) {
  const where = cooperativeCondition(filter)
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
    })
    .from(cooperatives)
    .innerJoin(organisations, eq(organisations.id, cooperatives.organisationId))
    .where(where)
    .orderBy(asc(cooperatives.appliedAt), asc(organisations.id))
    .limit(filter.pageSize)
    .offset(spanOf(filter).offset)
  const [sum] = await reader
    .select({ total: count() })
    .from(cooperatives)
    .innerJoin(organisations, eq(organisations.id, cooperatives.organisationId))
    .where(where)
  return { rows, total: sum?.total ?? 0 }
}

function cooperativeCondition({ within, state, text }: CooperativeFilter): SQL | undefined {
  const pattern = text && `%${text.replaceAll(/[%_\\]/g, '\\$&')}%`
  return and(
    within === null ? undefined : sql`${cooperatives.countyCode} like ${`${within}%`}`,
    state && eq(cooperatives.state, state),
    pattern
      ? or(ilike(organisations.name, pattern), ilike(organisations.creditCode, pattern))
      : undefined,
  )
}
