import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { day, id } from '../../shared/scalars.ts'
import { arrayOf, execute, insertRows, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { pairings } from './assistance.tables.ts'

export function insertPairings(
  tx: Transaction,
  rows: readonly (typeof pairings.$inferInsert)[],
): Promise<void> {
  return insertRows(tx, pairings, rows)
}

const pairingsLock = sql`hashtextextended('assistance.pairings', 0)`

/**
 * Placing fixes the pairings of an order (§3.6): in a statement before it, or beside it in one that
 * comes first, this keeps them from being taken back until the transaction ends.
 */
export const keepPairings = sql`pg_advisory_xact_lock_shared(${pairingsLock})`

/** Keeps orders from being placed until the transaction ends: a pairing may be taken back. */
export async function holdPairings(tx: Transaction): Promise<void> {
  await execute(tx, sql`select pg_advisory_xact_lock(${pairingsLock})`)
}

const recordedPairing = z.object({
  id,
  organisationId: id,
  divisionCode: z.string(),
  fromDate: day,
  toDate: day.nullable(),
  createdAt: z.date(),
  endedAt: z.date().nullable(),
})
/** A pairing over its days, when it was recorded, and when one of its sides ended it. */
export type PairingRecord = z.output<typeof recordedPairing>

/** What is there of pairings by their ids. */
export function pairingsByIds(reader: Reader, ids: readonly string[]): Promise<PairingRecord[]> {
  return queryRows(
    reader,
    recordedPairing,
    sql`
    select id, organisation_id, division_code, from_date, to_date, created_at, ended_at
    from assistance.pairings where id = any(${arrayOf('uuid', ids)}) order by id`,
  )
}

export async function deletePairings(tx: Transaction, ids: readonly string[]): Promise<void> {
  await execute(tx, sql`delete from assistance.pairings where id = any(${arrayOf('uuid', ids)})`)
}

/** What was recorded stays to be read, as withdrawn. */
export async function withdrawRecords(
  tx: Transaction,
  { ids, by, at }: { ids: readonly string[]; by: string; at: Date },
): Promise<void> {
  await execute(
    tx,
    sql`update assistance.proposals set state = 'withdrawn', relation_id = null,
        in_force_from = null, decided_by = ${by}, decided_at = ${at.toISOString()}::timestamptz
      where id = any(${arrayOf('uuid', ids)}) and state = 'in_force'`,
  )
}

const restoredProposal = z.object({ id, proposerId: id, helperId: id, divisionCode: z.string() })

/** Makes withdrawn proposals undecided again, unless another one or a pairing has their place. */
export async function restoreProposals(tx: Transaction, ids: readonly string[]) {
  await execute(
    tx,
    sql`select from assistance.proposals where id = any(${arrayOf('uuid', ids)})
      order by id for no key update`,
  )
  const restored = await queryRows(
    tx,
    restoredProposal,
    sql`update assistance.proposals p set state = 'proposed', decided_by = null, decided_at = null
      where id = any(${arrayOf('uuid', ids)}) and state = 'withdrawn'
        and not exists (select from assistance.proposals other where other.kind = p.kind
          and other.subject = p.subject and other.state = 'proposed')
        and not exists (select from assistance.pairings
          where pairings.organisation_id = (p.terms->>'organisationId')::uuid
            and pairings.division_code = p.terms->>'divisionCode'
            and coalesce(pairings.to_date >= p.wished_from, true)
            and coalesce(p.to_date >= pairings.from_date, true))
      returning id, organisation_id as proposer_id, (terms->>'organisationId')::uuid as helper_id,
        terms->>'divisionCode' as division_code`,
  )
  await execute(
    tx,
    sql`update assistance.proposal_sides set is_open = true
      where proposal_id = any(${arrayOf(
        'uuid',
        restored.map((row) => row.id),
      )})`,
  )
  return restored
}
