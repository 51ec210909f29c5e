import { browse } from '../../shared/catalogue/catalogue.api.ts'
import { readLastOrder, readOrderSettings } from '../../shared/orders/basket.api.ts'
import { listPurchaseOrders, listRequisitions } from '../../shared/orders/orders.api.ts'
import { readTotals } from '../../shared/reports/reports.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'

const millisecondsOfDay = 86_400_000

/** The first screen of a unit; `buys` where the person may order. */
export function useUnitDesk({ buys }: { buys: boolean }) {
  const today = dayOf(new Date())
  const inAWeek = dayOf(new Date(Date.now() + 7 * millisecondsOfDay))

  /** Orders due at the unit within a week. */
  const dueOrders = useLoad((signal) => {
    const state = ['placed' as const, 'confirmed' as const, 'shipped' as const]
    const query = { state, neededUntil: inAWeek, sort: 'neededOn' as const, pageSize: 8 }
    return call(listPurchaseOrders, { query }, { signal })
  })
  const waitingRequisitions = useLoad((signal) => {
    const query = { state: 'submitted' as const, sort: 'requestedAt' as const, pageSize: 8 }
    return call(listRequisitions, { query }, { signal })
  })
  const lastOrder = useLoad(async (signal) => (buys ? call(readLastOrder, {}, { signal }) : null))
  const goodsInSeason = useLoad(async (signal) =>
    buys ? call(browse, { query: { season: 'now', pageSize: 8 } }, { signal }) : null,
  )
  /** This year's totals of the unit. */
  const totals = useLoad((signal) =>
    call(readTotals, { query: { period: today.slice(0, 4) } }, { signal }),
  )
  /** This year's budget, where the unit keeps one. */
  const budget = useLoad(async (signal) => {
    const { budgets } = await call(readOrderSettings, {}, { signal })
    return budgets.find((candidate) => String(candidate.year) === today.slice(0, 4)) ?? null
  })

  return { today, dueOrders, waitingRequisitions, lastOrder, goodsInSeason, totals, budget }
}
