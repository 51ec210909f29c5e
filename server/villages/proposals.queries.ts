import { and, eq, sql } from 'drizzle-orm'
import type { CursorPage } from '../../shared/pagination.ts'
import type { Actor } from '../platform/context.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { isOnPage, type ListSource, ofCountiesWithin, totalOf } from '../platform/db/list-source.ts'
import { allOf } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { divisions, profileProposals } from './villages.tables.ts'

export type ProposalRow = typeof profileProposals.$inferSelect

/** Digits of a county's code; longer ones lie within a county. */
const countyLength = 6

/** Of a cooperative its own, of officials those of villages in their area. */
function visibleProposals({ organisationKind, organisationId, divisionCode }: Actor): ListSource {
  const table = profileProposals
  if (organisationKind === 'platform') return { table, condition: sql`true` }
  if (organisationKind === 'cooperative')
    return { table, condition: eq(profileProposals.organisationId, organisationId ?? '') }
  const county = divisionCode?.slice(0, countyLength) ?? null
  const source = ofCountiesWithin(profileProposals.countyCode, county)
  const isPart = (divisionCode?.length ?? 0) > countyLength
  const within = isPart && sql`starts_with(${profileProposals.villageCode}, ${divisionCode})`
  return { ...source, condition: allOf([source.condition, within]) }
}

/** A page of the visible proposals, latest first, with their villages' names. */
export async function selectProposalPage(reader: Reader, actor: Actor, page: CursorPage) {
  const source = visibleProposals(actor)
  const keyset = keysetOf(latestFirst('proposed_at', 'profile_proposals'), page)
  const { cursor } = keyset
  const rows = await reader
    .select({ proposal: profileProposals, villageName: divisions.pathName, cursor })
    .from(profileProposals)
    .innerJoin(divisions, eq(divisions.code, profileProposals.villageCode))
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, page, source) }
}

export async function proposalById(reader: Reader, id: string): Promise<ProposalRow | undefined> {
  const [row] = await reader.select().from(profileProposals).where(eq(profileProposals.id, id))
  return row
}

/** Proposals are written while their village is held. */
export async function insertProposal(
  tx: Transaction,
  row: typeof profileProposals.$inferInsert,
): Promise<void> {
  await tx.insert(profileProposals).values(row)
}

type Decision = Partial<Pick<ProposalRow, 'state' | 'decidedBy' | 'decidedAt' | 'reason'>>

export async function updateProposal(
  tx: Transaction,
  id: string,
  decision: Decision,
): Promise<void> {
  await tx.update(profileProposals).set(decision).where(eq(profileProposals.id, id))
}

/** Takes back what an organisation proposed of a village and nobody has decided. */
export async function withdrawWaiting(
  tx: Transaction,
  of: { villageCode: string; organisationId: string },
  decision: Decision,
): Promise<void> {
  await tx
    .update(profileProposals)
    .set(decision)
    .where(
      and(
        eq(profileProposals.villageCode, of.villageCode),
        eq(profileProposals.organisationId, of.organisationId),
        eq(profileProposals.state, 'waiting'),
      ),
    )
}
