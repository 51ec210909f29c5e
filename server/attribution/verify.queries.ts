import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { creditSnapshot } from '../../shared/attribution/credit.ts'
import { document, queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { chainedEntry, ledgerHead } from './posting.queries.ts'

/** Which counties a verification covers: those whose code begins with it; '' for all. */
export type CountyPrefix = string

/**
 * The counties that have a chain, entries or lines. Each is found by one step of an index, not by
 * reading all entries.
 */
export async function ledgerCounties(reader: Reader, prefix: CountyPrefix): Promise<string[]> {
  const rows = await queryRows(
    reader,
    z.object({ code: z.string() }),
    sql`
    with recursive of_entries as (
      (select county_code as code from attribution.ledger_entries order by 1 limit 1)
      union all
      select (select e.county_code from attribution.ledger_entries e
        where e.county_code > c.code order by 1 limit 1)
      from of_entries c where c.code is not null
    ), of_lines as (
      (select supervising_county_code as code from attribution.recognition_lines order by 1 limit 1)
      union all
      select (select l.supervising_county_code from attribution.recognition_lines l
        where l.supervising_county_code > c.code order by 1 limit 1)
      from of_lines c where c.code is not null
    )
    select code from (
      select code from of_entries union select code from of_lines
      union select county_code from attribution.ledger_heads
    ) counties
    where code is not null and starts_with(code, ${prefix}::text) order by code`,
  )
  return rows.map(({ code }) => code)
}

/** The end of a county's chain; of one that has entries but no end, an end that names none. */
export function chainEnds(
  reader: Reader,
  countyCode: string,
): Promise<z.output<typeof ledgerHead>[]> {
  return queryRows(
    reader,
    ledgerHead,
    sql`
    select county_code, last_number, last_hash from attribution.ledger_heads
    where county_code = ${countyCode}
    union all
    (select county_code, 0, '' from attribution.ledger_entries
      where county_code = ${countyCode} and not exists (
        select from attribution.ledger_heads where county_code = ${countyCode})
      limit 1)`,
  )
}

/** Hashed are milliseconds; the database could keep a thousandth of one. */
const keptEntry = chainedEntry.extend({ isWholeMillisecond: z.boolean() })

/** A county's entries from a number on, in order; a page of the stream. */
export function chainPage(
  reader: Reader,
  page: { countyCode: string; after: number; limit: number },
): Promise<z.output<typeof keptEntry>[]> {
  return queryRows(
    reader,
    keptEntry,
    sql`
    select *, posted_at = date_trunc('milliseconds', posted_at) as is_whole_millisecond
    from attribution.ledger_entries
    where county_code = ${page.countyCode} and number > ${page.after}
    order by number limit ${page.limit}`,
  )
}

const lineAccount = z.object({
  orderLineId: z.uuid(),
  purchaseOrderNumber: z.string(),
  supervisingCountyCode: z.string(),
  channel: z.string(),
  credit: document(creditSnapshot),
  acceptedGrams: z.int(),
  acceptedCents: z.int(),
  paidCents: z.int(),
  recognisedGrams: z.int(),
  recognisedCents: z.int(),
  disallowedBy: z.uuid().nullable(),
  villages: z.array(
    z.object({ villageCode: z.string(), acceptedGrams: z.int(), eligible: z.boolean() }),
  ),
  posted: z.array(
    z.object({
      villageCode: z.string(),
      channel: z.string(),
      directUnitId: z.uuid().nullable(),
      helpUnitId: z.uuid().nullable(),
      grams: z.int(),
      cents: z.int(),
    }),
  ),
  facts: z.object({ grams: z.int(), acceptedCents: z.int(), paidCents: z.int() }),
  lastNumber: z.int().nullable(),
  lastCountyCode: z.string().nullable(),
})

/** A line with everything that decides what the ledger must hold of it. */
export type LineAccount = z.output<typeof lineAccount>

/** The lines a county supervises, in id order from an id on; a page of the stream. */
export function lineAccounts(
  reader: Reader,
  page: { countyCode: string; after: string; limit: number },
): Promise<LineAccount[]> {
  return queryRows(
    reader,
    lineAccount,
    sql`
    with page as (
      select * from attribution.recognition_lines
      where supervising_county_code = ${page.countyCode} and order_line_id > ${page.after}
      order by order_line_id limit ${page.limit}
    )
    select l.order_line_id, l.purchase_order_number, l.supervising_county_code, l.channel,
      l.credit, l.accepted_grams, l.accepted_cents, l.paid_cents, l.recognised_grams,
      l.recognised_cents, l.disallowed_by,
      coalesce(v.villages, '[]') as villages, coalesce(p.posted, '[]') as posted, f.facts,
      p.last_number, p.last_county_code
    from page l
      left join lateral (
        select jsonb_agg(jsonb_build_object('village_code', village_code, 'accepted_grams',
          accepted_grams, 'eligible', eligible) order by village_code) as villages
        from attribution.recognition_line_villages v where v.order_line_id = l.order_line_id) v
          on true
      left join lateral (
        select jsonb_build_object(
          'grams', coalesce(sum(grams), 0),
          'accepted_cents', coalesce(sum(cents) filter (where kind in ('acceptance', 'return')), 0),
          'paid_cents', coalesce(sum(cents) filter (where kind in ('payment', 'refund')), 0)
          ) as facts
        from attribution.recognition_facts f where f.order_line_id = l.order_line_id) f on true
      left join lateral (
        select jsonb_agg(jsonb_build_object('village_code', village_code, 'channel', channel,
            'direct_unit_id', direct_unit_id, 'help_unit_id', help_unit_id, 'grams', grams,
            'cents', cents)) as posted,
          max(number) as last_number, max(county_code) as last_county_code
        from (
          select village_code, channel, direct_unit_id, help_unit_id, sum(grams) as grams,
            sum(cents) as cents, max(number) as number, max(county_code) as county_code
          from attribution.ledger_entries e
          where e.purchase_order_id = l.purchase_order_id and e.order_line_id = l.order_line_id
          group by 1, 2, 3, 4) parts) p on true
    order by l.order_line_id`,
  )
}
