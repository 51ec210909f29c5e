import type { Result } from '../../shared/endpoint.ts'
import { readOrderSettings, setApprovalLimits, setBudget } from '../../shared/orders/basket.api.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type OrderSettings = Result<typeof readOrderSettings>
export type Limits = OrderSettings['limits']

/** The unit's approval limits and yearly budgets, and setting them. */
export function useOrderSettings() {
  const load = useLoad((signal) => call(readOrderSettings, {}, { signal }))

  const saveLimits = useAct(async (body: Limits) => {
    load.data.value = await call(setApprovalLimits, { body })
  })
  const saveBudget = useAct(async (year: number, budgetCents: number) => {
    const budgetOfYear = load.data.value?.budgets.find((budget) => budget.year === year)
    const body = { budgetCents, version: budgetOfYear?.version ?? 0 }
    load.data.value = await call(setBudget, { params: { year }, body })
  })

  return { ...load, mayChange: useSession().may(setApprovalLimits.access), saveLimits, saveBudget }
}
