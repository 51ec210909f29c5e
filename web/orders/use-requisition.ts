import { computed } from 'vue'
import type { Result } from '../../shared/endpoint.ts'
import type { Figure } from '../../shared/figure.ts'
import { readEarlierOrder } from '../../shared/orders/basket.api.ts'
import { mayBeCorrected, requisitionStates } from '../../shared/orders/order-states.ts'
import {
  approveRequisition,
  listRequisitions,
  readRequisition,
  rejectRequisition,
  requisitionSorts,
  withdrawRequisition,
} from '../../shared/orders/orders.api.ts'
import { commentOnRequisition, readCustom, strikeLine } from '../../shared/orders/review.api.ts'
import { readTotals } from '../../shared/reports/reports.api.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { filledIn, oneOf } from '../platform/use-list.ts'
import { useLoad } from '../platform/use-load.ts'

export type Custom = Result<typeof readCustom>
export type Requisition = Result<typeof readRequisition>

/** The year's target in money of the unit that ordered, and what counts towards it so far. */
export interface YearTarget {
  doneCents: Figure
  targetCents: number
}

/** A requisition, and what its requester and an approver may do with it. */
export function useRequisition(id: string) {
  const session = useSession()
  const params = { id }
  const load = useLoad((signal) => call(readRequisition, { params }, { signal }))
  const record = load.data

  const own = computed(() => record.value?.requestedBy.id === session.person?.id)
  const waits = computed(() => record.value?.state === 'submitted')
  const maySign = computed(
    () => waits.value && !own.value && session.may(approveRequisition.access),
  )
  const mayWithdraw = computed(
    () => waits.value && own.value && session.may(withdrawRequisition.access),
  )

  const mayOrder = computed(() => session.may(readEarlierOrder.access))
  const mayCorrect = computed(() => {
    const read = record.value
    return mayOrder.value && read !== null && mayBeCorrected(read.state) && !read.correctedBy
  })

  /** Approved as it was read: what changed since is refused as stale. */
  const approve = useAct(async (read: Requisition) => {
    await call(approveRequisition, { params, body: { version: read.version } })
    await load.reload()
  })
  const reject = useAct(async (reason: string) => {
    record.value = await call(rejectRequisition, { params, body: { reason } })
  })
  const withdraw = useAct(async () => {
    record.value = await call(withdrawRequisition, { params })
  })

  const comment = useAct(async (text: string) => {
    record.value = await call(commentOnRequisition, { params, body: { text } })
  })
  const strike = useAct(async (packId: string, reason: string) => {
    const version = record.value?.version ?? 0
    record.value = await call(strikeLine, { params, body: { packId, reason, version } })
  })
  /** What is usual, for whoever signs. */
  const custom = useLoad(
    async (signal) => (maySign.value ? call(readCustom, { params }, { signal }) : null),
    [maySign],
  )

  const target = useLoad(
    async (signal): Promise<YearTarget | null> => {
      const read = record.value
      if (!maySign.value || read === null) return null
      const query = { period: read.requestedAt.slice(0, 4) }
      const { targets, figures } = await call(readTotals, { query }, { signal })
      const money = targets.find((candidate) => candidate.measure === 'money')
      return money ? { doneCents: figures.distinct.cents, targetCents: money.amount } : null
    },
    [maySign],
  )

  const mayTalk = computed(() => session.may(commentOnRequisition.access))
  const talk = { comment, strike, custom, mayTalk }
  const may = { maySign, mayWithdraw, mayOrder, mayCorrect }
  return { ...load, own, waits, ...may, approve, reject, withdraw, target, ...talk }
}

/** The requisitions the person may see, by filters and order of the URL. */
export function useRequisitions() {
  return useCursorList({
    filters: { state: '', search: '', from: '', to: '' },
    sort: '-requestedAt',
    load: ({ filters, sort, page, signal }) => {
      const state = oneOf(requisitionStates, filters.state)
      const order = oneOf(requisitionSorts, sort)
      const query = { ...filledIn(filters), state, sort: order, ...page }
      return call(listRequisitions, { query }, { signal })
    },
  })
}
