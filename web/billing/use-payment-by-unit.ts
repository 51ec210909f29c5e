import { paymentSorts, readPaymentByUnit } from '../../shared/billing/money-desk.api.ts'
import type { Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { oneOf } from '../platform/use-list.ts'

export type UnitPayment = Result<typeof readPaymentByUnit>['units'][number]

/** What the units of an official's area owe and how long they took to pay, by the URL's order. */
export function usePaymentByUnit() {
  return useCursorList({
    filters: {},
    sort: '-overdue',
    load: async ({ sort, signal }) => {
      const query = { sort: oneOf(paymentSorts, sort) }
      const { units, ...rest } = await call(readPaymentByUnit, { query }, { signal })
      return { ...rest, items: units, nextCursor: null, total: rest.unitCount }
    },
  })
}
