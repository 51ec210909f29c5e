import { and, asc, eq, type SQL, sql } from 'drizzle-orm'
import type { ProposalKind } from '../../shared/assistance/proposals.schemas.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import type { Actor } from '../platform/context.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { codesWithin, isOnPage, type ListSource, totalOf } from '../platform/db/list-source.ts'
import { allOf, equals, insertRows, isAnyOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { proposalSides, proposals } from './assistance.tables.ts'

export type ProposalRow = typeof proposals.$inferSelect
export type ProposalSideRow = typeof proposalSides.$inferSelect

export interface ProposalsFilter extends CursorPage {
  kind?: ProposalKind | undefined
  which: 'mine' | 'open' | 'all'
}

/** Writes a proposal with its sides; false where the same is proposed already and undecided. */
export async function insertProposal(
  tx: Transaction,
  row: typeof proposals.$inferInsert,
  sides: (typeof proposalSides.$inferInsert)[],
): Promise<boolean> {
  const written = await tx.insert(proposals).values(row).onConflictDoNothing().returning()
  if (written.length === 0) return false
  await insertRows(tx, proposalSides, sides)
  return true
}

/** A page of the proposals to which the actor is a side, of all for the platform; latest first. */
export async function selectProposalPage(reader: Reader, actor: Actor, filter: ProposalsFilter) {
  const keyset = keysetOf(latestFirst('proposed_at', 'proposal_sides'), filter)
  const { which, kind } = filter
  const visible = visibleSides(actor)
  const source = {
    ...visible,
    condition: allOf([
      visible.condition,
      // Said as a constant, by which PostgreSQL knows the index of what is undecided.
      which !== 'all' && sql`proposal_sides.is_open`,
      which === 'mine' && sql`proposal_sides.agreed_at is null`,
      equals(proposalSides.kind, kind),
    ]),
  }
  const rows = await reader
    .select({ proposal: proposals, cursor: keyset.cursor })
    .from(proposalSides)
    .innerJoin(proposals, eq(proposals.id, proposalSides.proposalId))
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, filter, source) }
}

function visibleSides({ organisationId, organisationKind, divisionCode }: Actor): ListSource {
  const listed = (condition: SQL): ListSource => ({ table: proposalSides, condition })
  if (organisationKind === 'platform') return listed(sql`proposal_sides.position = 0`)
  if (organisationKind !== 'authority')
    return listed(sql`proposal_sides.organisation_id = ${organisationId}`)
  if (divisionCode === null) return listed(sql`false`)
  const keys = codesWithin(proposalSides, 'division_code', divisionCode)
  return { ...listed(sql`true`), parts: { column: proposalSides.divisionCode, keys } }
}

export async function selectProposal(reader: Reader, id: string): Promise<ProposalRow | null> {
  const [row] = await reader.select().from(proposals).where(eq(proposals.id, id))
  return row ?? null
}

/** The proposal, held against rivals until the transaction ends. */
export async function lockProposal(tx: Transaction, id: string): Promise<ProposalRow | null> {
  const [row] = await tx.select().from(proposals).where(eq(proposals.id, id)).for('no key update')
  return row ?? null
}

/** The sides of proposals, of each in their order. */
export function selectSides(
  reader: Reader,
  proposalIds: readonly string[],
): Promise<ProposalSideRow[]> {
  return reader
    .select()
    .from(proposalSides)
    .where(isAnyOf(proposalSides.proposalId, proposalIds))
    .orderBy(asc(proposalSides.proposalId), asc(proposalSides.position))
}

export async function updateSide(
  tx: Transaction,
  id: string,
  change: { agreedBy: string; agreedAt: Date },
): Promise<void> {
  await tx.update(proposalSides).set(change).where(eq(proposalSides.id, id))
}

/** Decides a proposal; its sides' lists no longer show it among what is open. */
export async function updateProposal(
  tx: Transaction,
  id: string,
  decision: Partial<typeof proposals.$inferInsert>,
): Promise<void> {
  await tx.update(proposals).set(decision).where(eq(proposals.id, id))
  await tx.update(proposalSides).set({ isOpen: false }).where(eq(proposalSides.proposalId, id))
}

/** Whether a file is the document of a proposal to which the actor is a side. */
export async function isDocumentForSide(
  reader: Reader,
  { fileId, actor }: { fileId: string; actor: Actor },
): Promise<boolean> {
  const { organisationId, roles, divisionCode } = actor
  const area = roles.includes('official') ? divisionCode : null
  const isSide = sql`(${proposalSides.organisationId} = ${organisationId}
    or starts_with(${proposalSides.divisionCode}, ${area}))`
  const rows = await reader
    .select({ id: proposals.id })
    .from(proposals)
    .innerJoin(proposalSides, eq(proposalSides.proposalId, proposals.id))
    .where(and(eq(proposals.documentFileId, fileId), isSide))
    .limit(1)
  return rows.length > 0
}
