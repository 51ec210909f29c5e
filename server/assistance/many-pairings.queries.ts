import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { day, id } from '../../shared/scalars.ts'
import { arrayOf, execute, insertOf, insertRows, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { pairings, proposalSides, proposals } from './assistance.tables.ts'

/** The pairings of many organisations that there ever were. */
export function selectPairingsOfMany(reader: Reader, organisationIds: readonly string[]) {
  return reader
    .select()
    .from(pairings)
    .where(sql`${pairings.organisationId} = any(${arrayOf('uuid', organisationIds)})`)
}

const openProposal = z.object({
  id,
  subject: z.string(),
  kind: z.string(),
  firstSecretaryName: z.string().nullable(),
  fromDate: day,
  toDate: day.nullable(),
})

/** The undecided proposals of pairings about any of the subjects. */
export function selectOpenPairings(reader: Reader, subjects: readonly string[]) {
  return queryRows(
    reader,
    openProposal,
    sql`select id, subject, terms->>'pairingKind' as kind, to_date, wished_from as from_date,
        terms->>'firstSecretaryName' as first_secretary_name
      from assistance.proposals
      where kind = 'pairing' and state = 'proposed' and subject = any(${arrayOf('text', subjects)})
      order by id`,
  )
}

/** Writes proposals with their sides; returns the ids of those that were not proposed already. */
export async function insertProposals(
  tx: Transaction,
  rows: readonly (typeof proposals.$inferInsert)[],
  sides: readonly (typeof proposalSides.$inferInsert)[],
): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  const written = await queryRows(
    tx,
    z.object({ id }),
    sql`${insertOf(proposals, rows)} on conflict do nothing returning id`,
  )
  const isNew = new Set(written.map((row) => row.id))
  await insertRows(
    tx,
    proposalSides,
    sides.filter(({ proposalId }) => isNew.has(proposalId)),
  )
  return isNew
}

const proposalState = z.object({ id, state: z.string(), isAgreedByOther: z.boolean() })

/** In which state proposals are. */
export function selectProposalStates(reader: Reader, ids: readonly string[]) {
  return queryRows(
    reader,
    proposalState,
    sql`
    select id, state, exists (select from assistance.proposal_sides side
        where side.proposal_id = proposals.id and side.agreed_by <> proposals.proposed_by)
      as is_agreed_by_other
    from assistance.proposals where id = any(${arrayOf('uuid', ids)}) order by id`,
  )
}

/** Withdraws those of the proposals that are undecided; returns their ids. */
export async function withdrawProposals(
  tx: Transaction,
  { ids, by, at }: { ids: readonly string[]; by: string; at: Date },
): Promise<string[]> {
  await execute(
    tx,
    sql`select from assistance.proposals where id = any(${arrayOf('uuid', ids)})
      order by id for no key update`,
  )
  const rows = await queryRows(
    tx,
    z.object({ id }),
    sql`update assistance.proposals set state = 'withdrawn', decided_by = ${by},
        decided_at = ${at.toISOString()}::timestamptz
      where id = any(${arrayOf('uuid', ids)}) and state = 'proposed' returning id`,
  )
  const withdrawn = rows.map((row) => row.id)
  await execute(
    tx,
    sql`update assistance.proposal_sides set is_open = false
      where proposal_id = any(${arrayOf('uuid', withdrawn)})`,
  )
  return withdrawn
}
