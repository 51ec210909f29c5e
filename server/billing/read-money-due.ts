import type { SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { CursorPage } from '../../shared/pagination.ts'
import { policyValue } from '../assistance/index.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  countToInvoice,
  type DueFilter,
  type DueRow,
  selectDueBands,
  selectMoneyDue,
  selectToInvoice,
  type ToInvoiceRow,
} from './money-due.queries.ts'
import { paymentRules, rulesOn } from './paying/payment-terms.queries.ts'

/** A page of invoices with money open, and all open money by age (§7.2). */
export async function readMoneyDue(
  reader: Reader,
  { visible, onDay }: { visible: SQL; onDay: string },
  filter: DueFilter,
) {
  const rules = await paymentRules(reader)
  const due = { visible, onDay, rules, rate: await lateInterestRate(reader, onDay) }
  const rows = await selectMoneyDue(reader, due, filter)
  const bands = await selectDueBands(reader, due)
  const total = isNarrowed(filter) ? null : totalOf(bands, filter)
  return { ...pageOf(rows, filter, withParties, { total }), bands, ...rulesOn(rules, onDay) }
}

/** Whether the list holds less than its bands, so that these do not say how much it is. */
function isNarrowed({ dueFrom, dueUntil, partyId, differing }: DueFilter): boolean {
  return [dueFrom, dueUntil, partyId, differing].some((filter) => filter !== undefined)
}

function totalOf(bands: readonly { band: string; count: number }[], filter: DueFilter): number {
  return bands
    .filter(({ band }) => filter.band === undefined || band === filter.band)
    .reduce((sum, { count }) => sum + count, 0)
}

/** Parts of a million of what is open for each late day, by the rule of a day (§3.12). */
export async function lateInterestRate(reader: Reader, onDay: string): Promise<number> {
  return z.int().parse((await policyValue(reader, 'late_interest', onDay)) ?? 0)
}

/** A page of orders with accepted goods that no invoice covers yet. */
export async function readToInvoice(
  reader: Reader,
  { visible }: { visible: SQL },
  filter: CursorPage,
) {
  const rows = await selectToInvoice(reader, visible, filter)
  return pageOf(rows, filter, withParties, {
    total: await countToInvoice(reader, visible, filter),
  })
}

function withParties<Row extends DueRow | ToInvoiceRow>({
  unitId,
  unitName,
  cooperativeId,
  cooperativeName,
  cursor: _,
  ...row
}: Row) {
  return {
    ...row,
    unit: { id: unitId, name: unitName },
    cooperative: { id: cooperativeId, name: cooperativeName },
  }
}
