import type { SQL } from 'drizzle-orm'
import type { PaymentSort } from '../../shared/billing/money-desk.api.ts'
import { monthOfDay } from '../../shared/months.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { paymentRules } from './paying/payment-terms.queries.ts'
import { type PaymentRow, selectPaymentByUnit } from './payment-by-unit.queries.ts'

/** Open and overdue money and days to pay of what is visible, whole and by unit (§7.2). */
export async function readPaymentByUnit(
  reader: Reader,
  { now }: Context,
  { visible, sort }: { visible: SQL; sort: PaymentSort },
) {
  const rules = await paymentRules(reader)
  const onDay = dayOf(now)
  const [whole, ...units] = await selectPaymentByUnit(reader, {
    ...{ visible, onDay, lastMonth: monthOfDay(onDay), rules, sort },
  })
  if (whole === undefined) throw new Error('all units together are one row')
  return {
    whole: paymentView(whole),
    units: units.map((row) => ({
      ...paymentView(row),
      unit: { id: row.unitId ?? '', name: row.unitName ?? '' },
    })),
    unitCount: whole.unitCount,
  }
}

function paymentView({ unitId: _, unitName: __, unitCount: ___, ...payment }: PaymentRow) {
  return payment
}
