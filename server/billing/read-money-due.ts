import type { SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { dueBands } from '../../shared/billing/billing.schemas.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { proportion } from '../../shared/split.ts'
import { policyValue } from '../assistance/index.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
  countToInvoice,
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
  filter: CursorPage & { band?: (typeof dueBands)[number] | undefined },
) {
  const rules = await paymentRules(reader)
  const due = { visible, onDay, rules }
  const rows = await selectMoneyDue(reader, due, filter)
  const bands = await selectDueBands(reader, due)
  const shownBands = bands.filter(({ band }) => filter.band === undefined || band === filter.band)
  const rate = z.int().parse((await policyValue(reader, 'late_interest', onDay)) ?? 0)
  const total = shownBands.reduce((sum, { count }) => sum + count, 0)
  const dueView = (row: DueRow) => ({
    ...withParties(row),
    lateInterestCents: lateInterest(row, rate),
  })
  return { ...pageOf(rows, filter, dueView, { total }), bands, ...rulesOn(rules, onDay) }
}

/** Interest in 分 on what is open, at a rate of so many parts of a million for each late day. */
function lateInterest({ openCents, ageDays, termDays }: DueRow, rate: number): number {
  const lateDays = Math.max(0, ageDays - termDays)
  return proportion(Math.max(0, openCents), lateDays * rate, 1_000_000)
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
