import type { SQL } from 'drizzle-orm'
import { z } from 'zod'
import type { dueBands } from '../../shared/billing/billing.schemas.ts'
import { spanOf } from '../../shared/pagination.ts'
import { policyValue } from '../assistance/index.ts'
import type { Reader } from '../platform/db/transaction.ts'
import {
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
  question: {
    visible: SQL
    onDay: string
    band?: (typeof dueBands)[number] | undefined
    page: number
    pageSize: number
  },
) {
  const { visible, onDay, band, page, pageSize } = question
  const days = await paymentDaysOn(reader, onDay)
  const due = { visible, onDay, ...days }
  const span = spanOf({ page, pageSize })
  const rows = await selectMoneyDue(reader, { ...due, ...span, band })
  return {
    items: rows.map(withParties),
    total: rows[0]?.total ?? 0,
    page,
    pageSize,
    bands: await selectDueBands(reader, due),
    ...days,
  }
}

/** Days to pay after acceptance and at most, by the rule of that day (§3.12, §7.2). */
async function paymentDaysOn(reader: Reader, onDay: string) {
  const value = await policyValue(reader, 'payment_days', onDay)
  return paymentDays.parse(value ?? { standardDays: 0, limitDays: 0 })
}

/** A page of orders with accepted goods that no invoice covers yet. */
export async function readToInvoice(
  reader: Reader,
  question: { visible: SQL; page: number; pageSize: number },
) {
  const { visible, page, pageSize } = question
  const span = spanOf({ page, pageSize })
  const rows = await selectToInvoice(reader, { visible, ...span })
  return { items: rows.map(withParties), total: rows[0]?.total ?? 0, page, pageSize }
}

function withParties<Row extends DueRow | ToInvoiceRow>({
  unitId,
  unitName,
  cooperativeId,
  cooperativeName,
  total: _,
  ...row
}: Row) {
  return {
    ...row,
    unit: { id: unitId, name: unitName },
    cooperative: { id: cooperativeId, name: cooperativeName },
  }
}
