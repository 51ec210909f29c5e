import { computed, onScopeDispose, ref, watch } from 'vue'
import * as api from '../../shared/billing/online.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

/** Who is back from the form is answered every other second, for half a minute. */
const waits = { form: 1_000, back: 2_000, backTimes: 15, review: 10_000 }

/**
 * The cooperative's account at the provider. `open` leads into the provider's form, as soon as
 * there is a link into it: each link works once, so that a new one is made each time. Back from
 * the form, what the provider makes of it comes a little later: until then nothing is missing.
 */
export function usePayeeAccount(leaveFor: (url: string) => void, { isBack = false } = {}) {
  const load = useLoad((signal) => call(api.getPayeeAccount, {}, { signal }))
  const isOpening = ref(false)
  const timesLeft = ref(isBack ? waits.backTimes : 0)
  const isConfirming = computed(() => {
    const state = load.data.value?.account?.state
    return timesLeft.value > 0 && (state === 'opening' || state === 'incomplete')
  })
  const open = useAct(async () => {
    await call(api.openPayeeAccount, {})
    isOpening.value = true
    await load.reload()
  })

  let next: ReturnType<typeof setTimeout> | undefined
  watch(load.loading, (isLoading) => {
    clearTimeout(next)
    const account = load.data.value?.account
    if (isLoading || account == null) return
    if (isOpening.value && account.failure !== '') isOpening.value = false
    if (isOpening.value && account.formUrl !== null) {
      isOpening.value = false
      leaveFor(account.formUrl)
      return
    }
    if (isOpening.value) next = setTimeout(load.reload, waits.form)
    else if (isConfirming.value) {
      timesLeft.value -= 1
      next = setTimeout(load.reload, waits.back)
    } else if (account.state !== 'ready') next = setTimeout(load.reload, waits.review)
  })
  onScopeDispose(() => clearTimeout(next))

  return { ...load, open, isOpening, isConfirming }
}
