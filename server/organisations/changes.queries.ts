import { and, desc, eq, sql } from 'drizzle-orm'
import type { ChangeKind } from '../../shared/organisations/changes.schemas.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import type { Actor } from '../platform/context.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { codesWithin, isOnPage, type ListSource, totalOf } from '../platform/db/list-source.ts'
import { allOf, equals } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { proposedChanges } from './organisations.tables.ts'

export type ChangeRow = typeof proposedChanges.$inferSelect

export interface ChangesFilter extends CursorPage {
  kind?: ChangeKind | undefined
  which: 'open' | 'all'
}

/** Writes a proposed change; false where one of its kind is open already. */
export async function insertChange(
  tx: Transaction,
  row: typeof proposedChanges.$inferInsert,
): Promise<boolean> {
  const written = await tx.insert(proposedChanges).values(row).onConflictDoNothing().returning()
  return written.length > 0
}

export async function selectChange(reader: Reader, id: string): Promise<ChangeRow | null> {
  const [row] = await reader.select().from(proposedChanges).where(eq(proposedChanges.id, id))
  return row ?? null
}

/** The change, held against rivals until the transaction ends. */
export async function lockChange(tx: Transaction, id: string): Promise<ChangeRow | null> {
  const [row] = await tx
    .select()
    .from(proposedChanges)
    .where(eq(proposedChanges.id, id))
    .for('no key update')
  return row ?? null
}

export async function updateChange(
  tx: Transaction,
  id: string,
  decision: Partial<ChangeRow>,
): Promise<void> {
  await tx.update(proposedChanges).set(decision).where(eq(proposedChanges.id, id))
}

/** The latest change of each kind that was proposed for an organisation. */
export function selectLatestChanges(reader: Reader, organisationId: string): Promise<ChangeRow[]> {
  const { kind, proposedAt, id } = proposedChanges
  return reader
    .selectDistinctOn([kind])
    .from(proposedChanges)
    .where(eq(proposedChanges.organisationId, organisationId))
    .orderBy(kind, desc(proposedAt), desc(id))
}

/** The last time the bank account of a cooperative became another one. */
export async function selectLastAccountChange(reader: Reader, cooperativeId: string) {
  const [row] = await reader
    .select({ at: proposedChanges.decidedAt, by: proposedChanges.decidedAs })
    .from(proposedChanges)
    .where(
      and(
        eq(proposedChanges.organisationId, cooperativeId),
        eq(proposedChanges.kind, 'bank_account'),
        eq(proposedChanges.state, 'confirmed'),
      ),
    )
    .orderBy(desc(proposedChanges.proposedAt), desc(proposedChanges.id))
    .limit(1)
  return row ?? null
}

/** A page of the changes that the actor may decide by their place, of all for the platform. */
export async function selectChangePage(reader: Reader, actor: Actor, filter: ChangesFilter) {
  const keyset = keysetOf(latestFirst('proposed_at', 'proposed_changes'), filter)
  const source = sourceFor(actor, filter)
  const rows = await reader
    .select({ change: proposedChanges, cursor: keyset.cursor })
    .from(proposedChanges)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, filter, source) }
}

function sourceFor({ roles, divisionCode }: Actor, { which, kind }: ChangesFilter): ListSource {
  const table = proposedChanges
  const condition = allOf([
    // Said as a constant, by which PostgreSQL knows the index of what is undecided.
    which === 'open' && sql`proposed_changes.state = 'proposed'`,
    equals(proposedChanges.kind, kind),
  ])
  if (roles.includes('platform_admin')) return { table, condition }
  if (divisionCode === null) return { table, condition: sql`false` }
  const keys = codesWithin(table, 'division_code', divisionCode)
  return { table, condition, parts: { column: proposedChanges.divisionCode, keys } }
}
