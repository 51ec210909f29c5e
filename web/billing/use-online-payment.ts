import { computed, type MaybeRefOrGetter, onScopeDispose, ref, toValue, watch } from 'vue'
import * as api from '../../shared/billing/online.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

/** At first every other second, after a minute four times a minute. */
const waits = { quick: 2_000, slow: 15_000, quickTimes: 30 }

/**
 * One online payment, asked for again until it has ended. Whoever is back from the provider's page
 * has the provider asked each time, so that a report that is late or lost keeps nobody waiting.
 */
export function useOnlinePayment(id: MaybeRefOrGetter<string>, isBack: MaybeRefOrGetter<boolean>) {
  const request = () => ({ params: { onlinePaymentId: toValue(id) } })
  const load = useLoad(
    (signal) =>
      toValue(isBack)
        ? call(api.checkOnlinePayment, request(), { signal })
        : call(api.getOnlinePayment, request(), { signal }),
    [() => toValue(id), () => toValue(isBack)],
  )
  const isUnderWay = computed(() =>
    load.data.value === null ? false : ['starting', 'open'].includes(load.data.value.state),
  )

  let times = 0
  let next: ReturnType<typeof setTimeout> | undefined
  watch(load.loading, (isLoading) => {
    clearTimeout(next)
    if (isLoading || !isUnderWay.value) return
    times += 1
    next = setTimeout(load.reload, times < waits.quickTimes ? waits.quick : waits.slow)
  })
  onScopeDispose(() => clearTimeout(next))

  /** The payer gave up, and the provider has not said yet that its page is closed. */
  const isClosing = ref(false)
  const cancel = useAct(async () => {
    const payment = await call(api.cancelOnlinePayment, request())
    isClosing.value = true
    times = 0
    await load.reload()
    return payment
  })

  return { ...load, isUnderWay, isClosing, cancel }
}
