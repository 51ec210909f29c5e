import * as api from '../../shared/billing/billing.api.ts'
import { dueBands } from '../../shared/billing/billing.schemas.ts'
import type { Side } from '../../shared/deliveries/two-sided-record.ts'
import type { Result } from '../../shared/endpoint.ts'
import { call } from '../platform/api.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'

type MoneyDue = Result<typeof api.listMoneyDue>
export type MoneyDueTotals = Pick<MoneyDue, 'bands' | 'standardDays' | 'limitDays'>
export type DueBand = (typeof dueBands)[number]

export type MoneyDueBriefing = ReturnType<typeof useMoneyDueTotals>

/** Open invoices of a cooperative or a unit, by age, and goods that are not invoiced yet. */
export function useMoneyDueTotals() {
  const query = { pageSize: 1 }
  const totals = useLoad<MoneyDueTotals>((signal) => call(api.listMoneyDue, { query }, { signal }))
  const toInvoice = useLoad((signal) =>
    call(api.listToInvoice, { query: { ...query, count: 'true' } }, { signal }),
  )
  return { totals, toInvoice }
}

/** All money due of the actor, who stands on the given side: totals, invoices, and what waits. */
export function useMoneyDue(side: Side) {
  const recordedSide = side === 'unit' ? 'cooperative' : 'unit'
  /** The figures above the list: all of it, whatever the list is filtered by. */
  const totals = useLoad<MoneyDueTotals>((signal) =>
    call(api.listMoneyDue, { query: { pageSize: 1 } }, { signal }),
  )
  /** Payments that the other side recorded and this one decides on. */
  const waiting = useLoad((signal) => {
    const query = { pageSize: 1, count: 'true', state: 'recorded', recordedSide } as const
    return call(api.listPayments, { query }, { signal })
  })
  const toInvoice = useLoad((signal) =>
    call(api.listToInvoice, { query: { pageSize: 100 } }, { signal }),
  )
  const list = useCursorList({
    filters: { band: '' },
    load: ({ filters, page, signal }) => {
      const band = dueBands.find((candidate) => candidate === filters.band)
      const query = { ...page, ...(band && { band }) }
      return call(api.listMoneyDue, { query }, { signal })
    },
  })
  return { totals, waiting, toInvoice, list }
}
