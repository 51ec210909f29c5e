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

const paymentDays = z.object({ standardDays: z.int().min(0), limitDays: z.int().min(0) })

/** A page of invoices with money open, and all open money by age (§7.2). */
export async function readMoneyDue(
  reader: Reader,
  { visible, onDay }: { visible: SQL; onDay: string },
  filter: CursorPage & { band?: (typeof dueBands)[number] | undefined },
) {
  const days = await paymentDaysOn(reader, onDay)
  const due = { visible, onDay, ...days }
  const rows = await selectMoneyDue(reader, due, filter)
  const bands = await selectDueBands(reader, due)
  const shownBands = bands.filter(({ band }) => filter.band === undefined || band === filter.band)
  const rate = z.int().parse((await policyValue(reader, 'late_interest', onDay)) ?? 0)
  const total = shownBands.reduce((sum, { count }) => sum + count, 0)
  const dueView = (row: DueRow) => ({
    ...withParties(row),
    lateInterestCents: lateInterest(row, days.standardDays, rate),
  })
  return { ...pageOf(rows, filter, dueView, { total }), bands, ...days }
}

/** Interest in 分 on what is open, at a rate of so many parts of a million for each late day. */
function lateInterest({ openCents, ageDays }: DueRow, standardDays: number, rate: number): number {
  const lateDays = Math.max(0, ageDays - standardDays)
  return proportion(Math.max(0, openCents), lateDays * rate, 1_000_000)
}

/** Days to pay after acceptance and at most, by the rule of that day (§3.12, §7.2). */
async function paymentDaysOn(reader: Reader, onDay: string) {
  const value = await policyValue(reader, 'payment_days', onDay)
  return paymentDays.parse(value ?? { standardDays: 0, limitDays: 0 })
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
