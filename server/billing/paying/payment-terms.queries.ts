import { and, eq, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { CursorPage } from '../../../shared/pagination.ts'
import { day } from '../../../shared/scalars.ts'
import { policyHistory } from '../../assistance/index.ts'
import { cooperatives, deciders, makers, units } from '../../deliveries/index.ts'
import type { Actor } from '../../platform/context.ts'
import { keysetOf, latestFirst } from '../../platform/db/keyset.ts'
import { isOnPage, type ListSource, withinScanLimit } from '../../platform/db/list-source.ts'
import { jsonOf, queryRow } from '../../platform/db/rows.ts'
import type { Reader, Transaction } from '../../platform/db/transaction.ts'
import { lastAcceptance } from '../invoice-orders.queries.ts'
import { paymentTerms } from '../paying.tables.ts'

export type PaymentTermsRow = typeof paymentTerms.$inferSelect
/** Terms with one seller, which that one may have to agree to. */
export type TermsWithSeller = PaymentTermsRow & { cooperativeId: string }

const days = z.object({ standardDays: z.int().min(0), limitDays: z.int().min(0) })

/** Days to pay by the rule, and at most by agreement, from a day on (§3.12). */
export type PaymentDays = z.output<typeof days> & { validFrom: string }

/** What the rule on days to pay was and will be, earliest first. */
export async function paymentRules(reader: Reader): Promise<PaymentDays[]> {
  const history = await policyHistory(reader, 'payment_days')
  return history.map(({ validFrom, value }) => ({ validFrom, ...days.parse(value) }))
}

/** The rule of a day; nothing is to be waited for where none was decided by then. */
export function rulesOn(rules: readonly PaymentDays[], onDay: string) {
  const { standardDays = 0, limitDays = 0 } =
    rules.findLast((rule) => rule.validFrom <= onDay) ?? {}
  return { standardDays, limitDays }
}

/**
 * The terms of a unit and a seller for goods accepted on a day (§7.2), as a select of one row with
 * `term_days` and `limit_days`: those with this seller, else the unit's own, else the rule of that
 * day, which also says the most.
 */
export function termsOn(
  rules: readonly PaymentDays[],
  { unitId, cooperativeId, day }: { unitId: SQL; cooperativeId: SQL; day: SQL },
): SQL {
  const known = rules.map(({ validFrom, standardDays, limitDays }) => ({
    valid_from: validFrom,
    standard_days: standardDays,
    limit_days: limitDays,
  }))
  return sql`
    select coalesce(least(coalesce(own.days, rule.standard_days), rule.limit_days), 0) as term_days,
      coalesce(rule.limit_days, 0) as limit_days
    from (values (1)) as one
    left join lateral (
      select r.standard_days, r.limit_days
      from jsonb_to_recordset(${jsonOf(known)})
        as r(valid_from date, standard_days integer, limit_days integer)
      where r.valid_from <= ${day} order by r.valid_from desc limit 1) rule on true
    left join lateral (
      select t.days from billing.payment_terms t
      where t.unit_id = ${unitId} and t.state = 'confirmed' and t.valid_from <= ${day}
        and (t.cooperative_id = ${cooperativeId} or t.cooperative_id is null)
      order by t.cooperative_id is null, t.valid_from desc, t.recorded_at desc, t.id desc
      limit 1) own on true`
}

const termDays = z.object({ termDays: z.int() })

/** Days to pay between two sides for goods accepted on a day. */
export async function termDaysOn(
  reader: Reader,
  { unitId, cooperativeId, onDay }: { unitId: string; cooperativeId: string; onDay: string },
): Promise<number> {
  const rules = await paymentRules(reader)
  const row = await queryRow(
    reader,
    termDays,
    termsOn(rules, {
      unitId: sql`${unitId}`,
      cooperativeId: sql`${cooperativeId}`,
      day: sql`${onDay}::date`,
    }),
  )
  return row?.termDays ?? 0
}

const termsRow = z.object({ termDays: z.int(), countsFrom: day, dueOn: day })

/** When an invoice is to be paid: days count from the last acceptance, or its own day. */
export async function termsOfInvoice(reader: Reader, invoiceId: string) {
  const rules = await paymentRules(reader)
  const row = await queryRow(
    reader,
    termsRow,
    sql`
    select terms.term_days, i.counts_from, i.counts_from + terms.term_days as due_on
    from (
      select invoices.unit_id, invoices.cooperative_id,
        coalesce(acceptance.last_received_on, invoices.issued_on) as counts_from
      from billing.invoices
      cross join lateral (${lastAcceptance(sql`invoices.id`)}) acceptance
      where invoices.id = ${invoiceId}) i
    cross join lateral (${termsOn(rules, {
      unitId: sql`i.unit_id`,
      cooperativeId: sql`i.cooperative_id`,
      day: sql`i.counts_from`,
    })}) terms`,
  )
  if (row === undefined) throw new Error('an invoice has its terms')
  return row
}

/** The terms of a cooperative's or a unit's people; nobody else's business. */
function termsOf({ organisationId, organisationKind }: Actor): ListSource {
  const column = organisationKind === 'unit' ? paymentTerms.unitId : paymentTerms.cooperativeId
  return { table: paymentTerms, condition: sql`${column} = ${organisationId}` }
}

/** A page of terms, latest first. */
export async function selectTermsPage(reader: Reader, actor: Actor, filter: CursorPage) {
  const source = termsOf(actor)
  const whole = keysetOf(latestFirst('recorded_at', 'payment_terms'), filter)
  const { keyset, ...rest } = await withinScanLimit(reader, filter, source, whole)
  const rows = await termsWithNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

export async function termsDetails(reader: Reader, id: string) {
  const [row] = await termsWithNames(reader).where(eq(paymentTerms.id, id))
  return row
}
export type TermsDetails = NonNullable<Awaited<ReturnType<typeof termsDetails>>>

function termsWithNames(reader: Reader, cursor: SQL<string> = sql<string>`''`) {
  return reader
    .select({
      terms: paymentTerms,
      unitName: units.name,
      cooperativeName: cooperatives.name,
      recordedByName: makers.name,
      decidedByName: deciders.name,
      cursor,
    })
    .from(paymentTerms)
    .innerJoin(units, eq(units.id, paymentTerms.unitId))
    .innerJoin(makers, eq(makers.id, paymentTerms.recordedBy))
    .leftJoin(cooperatives, eq(cooperatives.id, paymentTerms.cooperativeId))
    .leftJoin(deciders, eq(deciders.id, paymentTerms.decidedBy))
}

/** Terms with a seller; null for a unit's own, on which nobody decides. */
export async function termsById(tx: Transaction, id: string): Promise<TermsWithSeller | null> {
  const [row] = await tx.select().from(paymentTerms).where(eq(paymentTerms.id, id))
  return row?.cooperativeId ? { ...row, cooperativeId: row.cooperativeId } : null
}

export async function lockTerms(tx: Transaction, id: string): Promise<void> {
  await tx
    .select({ id: paymentTerms.id })
    .from(paymentTerms)
    .where(eq(paymentTerms.id, id))
    .for('no key update')
}

/** False where a proposal to this seller waits already. */
export async function insertTerms(tx: Transaction, row: PaymentTermsRow): Promise<boolean> {
  const inserted = await tx
    .insert(paymentTerms)
    .values(row)
    .onConflictDoNothing({
      target: [paymentTerms.unitId, paymentTerms.cooperativeId],
      where: sql`state = 'recorded'`,
    })
    .returning({ id: paymentTerms.id })
  return inserted.length > 0
}

/** Decides on terms that wait for it; returns how many rows that were. */
export async function updateTerms(
  tx: Transaction,
  id: string,
  change: Partial<PaymentTermsRow>,
): Promise<number> {
  const { count } = await tx
    .update(paymentTerms)
    .set(change)
    .where(and(eq(paymentTerms.id, id), eq(paymentTerms.state, 'recorded')))
  return count
}
