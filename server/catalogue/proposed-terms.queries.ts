import { and, asc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type PartialTerms, salesTerms } from '../../shared/catalogue/sales-terms.ts'
import { id } from '../../shared/scalars.ts'
import { arrayOf, document, execute, insertOf, queryRows, recordset } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { proposedTerms } from './catalogue.tables.ts'

export type ProposedTermsRow = typeof proposedTerms.$inferSelect

const terms = document(
  z.object({
    minimumOrderCents: salesTerms.shape.minimumOrderCents.nullable(),
    cutOff: salesTerms.shape.cutOff.nullable(),
    leadTimeDays: salesTerms.shape.leadTimeDays.nullable(),
    deliveryAreas: salesTerms.shape.deliveryAreas.nullable(),
  }),
)

/** The terms in force of many cooperatives, or the day's general ones with version 0. */
export function termsOfMany(
  reader: Reader,
  { cooperativeIds, today }: { cooperativeIds: readonly string[]; today: string },
) {
  return queryRows(
    reader,
    z.object({
      ...{ cooperativeId: id, version: z.int(), minimumOrderCents: z.int() },
      ...{ cutOff: z.string(), leadTimeDays: z.int() },
      deliveryAreas: document(
        z.array(z.object({ code: z.string(), name: z.string(), freightCentsPerKg: z.int() })),
      ),
    }),
    sql`select cooperative_id, version, minimum_order_cents, cut_off, lead_time_days,
        (select coalesce(json_agg(json_build_object('code', code, 'name', path_name,
            'freightCentsPerKg', freight_cents_per_kg) order by code), '[]')
          from catalogue.delivery_areas area join villages.divisions_published
            on code = area.division_code
          where area.cooperative_id = terms.cooperative_id) as delivery_areas
      from catalogue.terms_in_force(${today}) terms
      where cooperative_id = any(${arrayOf('uuid', cooperativeIds)})`,
  )
}

/** What one organisation proposes to cooperatives and none has answered. */
export function selectOpenTerms(
  reader: Reader,
  { organisationId, cooperativeIds }: { organisationId: string; cooperativeIds: readonly string[] },
) {
  return queryRows(
    reader,
    z.object({ id, cooperativeId: id, version: z.int(), terms }),
    sql`select id, cooperative_id, version, terms from catalogue.proposed_terms
      where state = 'proposed' and organisation_id = ${organisationId}
        and cooperative_id = any(${arrayOf('uuid', cooperativeIds)})`,
  )
}

/** The proposals that a cooperative has to answer; every organisation has one at most. */
export function selectTermsToAnswer(reader: Reader, cooperativeId: string) {
  const { state, proposedAt } = proposedTerms
  return reader
    .select()
    .from(proposedTerms)
    .where(and(eq(proposedTerms.cooperativeId, cooperativeId), eq(state, 'proposed')))
    .orderBy(asc(proposedAt), asc(proposedTerms.id))
    .limit(50)
}

/** Writes proposals; returns the ids of those that were not made by a rival meanwhile. */
export async function insertProposedTerms(
  tx: Transaction,
  rows: readonly (typeof proposedTerms.$inferInsert)[],
): Promise<Set<string>> {
  if (rows.length === 0) return new Set()
  const written = await queryRows(
    tx,
    z.object({ id }),
    sql`${insertOf(proposedTerms, rows)} on conflict do nothing returning id`,
  )
  return new Set(written.map((row) => row.id))
}

interface Change {
  id: string
  version: number
  terms: PartialTerms
}

/** Changes open proposals of a version; returns the ids of those that were changed. */
export async function changeProposedTerms(
  tx: Transaction,
  { changes, by, at }: { changes: readonly Change[]; by: string; at: Date },
): Promise<Set<string>> {
  if (changes.length === 0) return new Set()
  const ids = changes.map((change) => change.id)
  await lockProposedTerms(tx, ids)
  const changed = await queryRows(
    tx,
    z.object({ id }),
    sql`update catalogue.proposed_terms t set terms = r.terms, version = t.version + 1,
        proposed_by = ${by}, proposed_at = ${at.toISOString()}::timestamptz
      from ${recordset(proposedTerms, changes)}
      where t.id = r.id and t.version = r.version and t.state = 'proposed' returning t.id`,
  )
  return new Set(changed.map((row) => row.id))
}

/** Proposals whatever became of them, held against rivals in the order of their ids. */
export async function lockProposedTerms(tx: Transaction, ids: readonly string[]): Promise<void> {
  await execute(
    tx,
    sql`select from catalogue.proposed_terms where id = any(${arrayOf('uuid', ids)})
      order by id for no key update`,
  )
}

/** Proposals in whatever state; unknown ids are left out. */
export function selectProposedTerms(reader: Reader, ids: readonly string[]) {
  return reader
    .select()
    .from(proposedTerms)
    .where(sql`${proposedTerms.id} = any(${arrayOf('uuid', ids)})`)
}

/** Decides open proposals; those that are decided already stay. */
export async function decideProposedTerms(
  tx: Transaction,
  ids: readonly string[],
  decision: Pick<ProposedTermsRow, 'state' | 'stateReason' | 'decidedBy' | 'decidedAt'>,
): Promise<void> {
  await tx
    .update(proposedTerms)
    .set(decision)
    .where(sql`${proposedTerms.id} = any(${arrayOf('uuid', ids)}) and state = 'proposed'`)
}
