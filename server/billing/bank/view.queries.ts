import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { BankLineState } from '../../../shared/billing/bank.schemas.ts'
import {
  bankLineStates as allStates,
  bankDocumentKinds,
} from '../../../shared/billing/bank.schemas.ts'
import { standsElsewhere } from '../../../shared/billing/corrections.schemas.ts'
import { cents } from '../../../shared/money.ts'
import type { CursorPage } from '../../../shared/pagination.ts'
import { day } from '../../../shared/scalars.ts'
import { tidyCode } from '../../../shared/text.ts'
import { deciders } from '../../deliveries/index.ts'
import { keysetOf } from '../../platform/db/keyset.ts'
import { filtered, isOnPage, withinScanLimit } from '../../platform/db/list-source.ts'
import { allOf, arrayOf, equals, queryRows } from '../../platform/db/rows.ts'
import type { Reader } from '../../platform/db/transaction.ts'
import { bankLineStates, bankLines } from '../bank.tables.ts'
import { elsewhereOf } from '../payments.queries.ts'

export interface BankLinesFilter extends CursorPage {
  organisationId: string
  state?: BankLineState | undefined
  direction?: 'in' | 'out' | undefined
  search?: string | undefined
}

const newestFirst = {
  name: '-booked_on',
  columns: [
    { column: bankLineStates.bookedOn, type: 'date' as const },
    { column: bankLineStates.lineId, type: 'uuid' as const },
  ],
  descending: true,
}

/** A page of an organisation's lines, latest first. */
export async function selectBankLinePage(reader: Reader, filter: BankLinesFilter) {
  const { organisationId, state, direction, search } = filter
  const ofLine = (condition: ReturnType<typeof sql>) =>
    sql`exists (select from billing.bank_lines l
      where l.id = ${bankLineStates.lineId} and ${condition})`
  // Serial numbers are typed in full-width signs too (§2.7).
  const serial = search && tidyCode(search)
  const part = search && `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`
  const source = filtered(
    {
      table: bankLineStates,
      condition: sql`${allOf([
        eq(bankLineStates.organisationId, organisationId),
        equals(bankLineStates.state, state),
      ])}`,
      parts: null,
    },
    {
      filters: [
        direction && ofLine(direction === 'in' ? sql`l.amount_cents > 0` : sql`l.amount_cents < 0`),
        part &&
          ofLine(sql`(l.counterparty_name ilike ${part} or l.purpose ilike ${part}
            or l.serial = ${serial})`),
      ],
    },
  )
  const { keyset, ...rest } = await withinScanLimit(
    reader,
    filter,
    source,
    keysetOf(newestFirst, filter),
  )
  const rows = await linesWithStates(reader, keyset.cursor)
    .where(isOnPage(source, keyset, 'line_id'))
    .orderBy(keyset.order)
  return { rows, ...rest }
}

function linesWithStates(reader: Reader, cursor = sql<string>`''`) {
  return reader
    .select({ line: bankLines, state: bankLineStates, decidedByName: deciders.name, cursor })
    .from(bankLineStates)
    .innerJoin(bankLines, eq(bankLines.id, bankLineStates.lineId))
    .leftJoin(deciders, eq(deciders.id, bankLineStates.decidedBy))
}
export type BankLineDetails = Awaited<ReturnType<typeof selectBankLine>>[number]

export function selectBankLine(reader: Reader, lineId: string) {
  return linesWithStates(reader).where(eq(bankLineStates.lineId, lineId))
}

const countRow = z.object({ state: z.enum(allStates), count: z.int() })

/** How many lines of an organisation are in each state, each counted up to a thousand. */
export async function countBankLines(reader: Reader, organisationId: string) {
  const rows = await queryRows(
    reader,
    countRow,
    sql`
    select state, (select count(*) from (
      select from billing.bank_line_states
      where organisation_id = ${organisationId} and state = states.state limit 1001) lines)::int
      as count
    from unnest(${arrayOf('text', allStates)}) as states(state)`,
  )
  const counts = { suggested: 0, open: 0, matched: 0, ignored: 0 }
  for (const { state, count } of rows) counts[state] = count
  return counts
}

const documentRow = z.object({
  kind: z.enum(bankDocumentKinds),
  id: z.uuid(),
  invoiceId: z.uuid().nullable(),
  label: z.string(),
  partyId: z.uuid().nullable(),
  partyName: z.string().nullable(),
  on: day,
  amountCents: cents,
  isWaiting: z.boolean(),
  elsewhere: standsElsewhere,
  /** It was rejected, or another line shows it: no line may take it. */
  isGone: z.boolean(),
})
export type BankDocumentDetails = z.output<typeof documentRow>

/** Documents that stand beside lines of an organisation, by their ids of whatever kind. */
export async function bankDocuments(
  reader: Reader,
  organisationId: string,
  ids: readonly string[],
): Promise<Map<string, BankDocumentDetails>> {
  const wanted = arrayOf('uuid', ids)
  const other = sql`case ${organisationId}::uuid when d.unit_id then d.cooperative_id
    else d.unit_id end`
  const isGone = (
    kind: 'payment' | 'refund' | 'misdirected',
  ) => sql`(d.state = 'rejected' or exists (
    select from billing.bank_matches where organisation_id = ${organisationId}
      and ${sql.identifier(`${kind}_id`)} = d.id))`
  const rows = await queryRows(
    reader,
    documentRow,
    sql`
    with documents as (
      select 'payment' as kind, d.id, d.invoice_id, i.number as label, ${other} as party_id,
        d.paid_on as on, d.amount_cents, d.state = 'recorded' as is_waiting,
        ${isGone('payment')} as is_gone, ${elsewhereOf(sql`d.id`, sql`d.invoice_id`)} as elsewhere
      from billing.payments d join billing.invoices i on i.id = d.invoice_id
      where d.id = any(${wanted})
      union all
      select 'refund', d.id, d.invoice_id, i.number, ${other}, d.refunded_on, d.amount_cents,
        d.state = 'recorded', ${isGone('refund')}, '[]'
      from billing.refunds d join billing.invoices i on i.id = d.invoice_id
      where d.id = any(${wanted})
      union all
      select case when d.is_return then 'return' else 'misdirected' end, d.id, null,
        d.bank_reference, ${other}, d.moved_on, d.amount_cents, d.state = 'recorded',
        ${isGone('misdirected')}, '[]'
      from billing.misdirected_payments d where d.id = any(${wanted})
      union all
      select 'invoice', d.id, d.id, d.number, ${other}, d.issued_on,
        (select balance_cents - waiting_cents from billing.invoice_money
          where invoice_id = d.id), false, false, '[]'
      from billing.invoices d where d.id = any(${wanted})
      union all
      select 'line', id, null, counterparty_name, null, booked_on, amount_cents, false, false,
        '[]'
      from billing.bank_lines
      where id = any(${wanted}) and organisation_id = ${organisationId}
    )
    select documents.*, (select name from organisations.organisations_published
      where id = party_id) as party_name
    from documents`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}
