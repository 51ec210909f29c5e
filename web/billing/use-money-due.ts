import * as api from '../../shared/billing/billing.api.ts'
import { listDueBack } from '../../shared/billing/corrections.api.ts'
import { dueBands } from '../../shared/billing/due-bands.ts'
import * as deskApi from '../../shared/billing/money-desk.api.ts'
import type { Result } from '../../shared/endpoint.ts'
import { readOrderSettings } from '../../shared/orders/basket.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { filledIn } from '../platform/use-list.ts'
import { useLoad } from '../platform/use-load.ts'

type MoneyDue = Result<typeof api.listMoneyDue>
export type MoneyDueTotals = Pick<MoneyDue, 'bands' | 'standardDays' | 'limitDays'>
export type DueBand = (typeof dueBands)[number]
export type MoneyDesk = Result<typeof deskApi.readMoneyDesk>
export type DueDay = MoneyDesk['days'][number]
export type PartyDue = Result<typeof deskApi.listPartiesDue>['items'][number]
/** Days, both included. */
export interface DueRange {
  from: string
  until: string
}

export type MoneyDueBriefing = ReturnType<typeof useMoneyDueTotals>

/** Open invoices of a cooperative or a unit, by age, and goods that are not invoiced yet. */
export function useMoneyDueTotals() {
  const query = { pageSize: 1 }
  const totals = useLoad<MoneyDueTotals>((signal) => call(api.listMoneyDue, { query }, { signal }))
  const toInvoice = useLoad((signal) =>
    call(api.listToInvoice, { query: { ...query, count: 'true' } }, { signal }),
  )
  const dueBack = useLoad((signal) => call(listDueBack, { query }, { signal }))
  return { totals, toInvoice, dueBack }
}

/** All money due of the actor: totals, the calendar, what waits, and the invoices. */
export function useMoneyDue() {
  /** The figures above the list: all of it, whatever the list is filtered by. */
  const totals = useLoad<MoneyDueTotals>((signal) =>
    call(api.listMoneyDue, { query: { pageSize: 1 } }, { signal }),
  )
  const desk = useLoad((signal) => call(deskApi.readMoneyDesk, {}, { signal }))
  const toInvoice = useLoad((signal) =>
    call(api.listToInvoice, { query: { pageSize: 100 } }, { signal }),
  )
  const dueBack = useLoad((signal) => call(listDueBack, { query: { pageSize: 100 } }, { signal }))
  const list = useCursorList({
    filters: { band: '', dueFrom: '', dueUntil: '', differing: '' },
    load: ({ filters, page, signal }) => {
      const { band: chosen, differing, ...days } = filters
      const band = dueBands.find((candidate) => candidate === chosen)
      const only = differing === 'true' ? { differing: 'true' as const } : {}
      const query = { ...page, ...filledIn(days), ...(band && { band }), ...only }
      return call(api.listMoneyDue, { query }, { signal })
    },
  })
  return { totals, desk, toInvoice, dueBack, list }
}

/** Open money by buyer or seller. */
export function usePartiesDue() {
  const list = useCursorList({
    filters: {},
    load: ({ page, signal }) => call(deskApi.listPartiesDue, { query: page }, { signal }),
  })
  /** The seller asks a buyer for late money. */
  const request = useAct(async (unitId: string) => {
    const answer = await call(deskApi.requestPayment, { body: { unitId } })
    await list.reload()
    return answer
  })
  return { ...list, request }
}

/** This year's budget of the unit, under `budget`; null there where it keeps none. */
export function useUnitBudget() {
  return useLoad(async (signal) => {
    const { budgets } = await call(readOrderSettings, {}, { signal })
    const year = dayOf(new Date()).slice(0, 4)
    return { budget: budgets.find((candidate) => String(candidate.year) === year) ?? null }
  })
}
