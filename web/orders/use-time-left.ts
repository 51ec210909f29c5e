import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'

const tickMilliseconds = 15_000

/**
 * How long it is to an instant of the server, by the server's clock: its time came with an answer,
 * and what has passed since is measured here. The clock of a phone may be wrong.
 */
export function useTimeLeft(serverTime: () => string | undefined) {
  const { t } = useI18n()
  const passed = ref(0)
  const received = shallowRef(performance.now())
  const tick = () => {
    passed.value = performance.now() - received.value
  }
  watch(
    serverTime,
    () => {
      received.value = performance.now()
      tick()
    },
    { immediate: true },
  )
  const ticking = setInterval(tick, tickMilliseconds)
  onScopeDispose(() => clearInterval(ticking))

  /** "还剩 3 小时 12 分"; '' where the instant is past or the time of the server unknown. */
  return (until: string): string => {
    const at = serverTime()
    if (at === undefined) return ''
    const minutes = Math.floor((Date.parse(until) - Date.parse(at) - passed.value) / 60_000)
    if (minutes < 0) return ''
    const hours = Math.floor(minutes / 60)
    return hours === 0
      ? t('sheet.minutesLeft', { minutes })
      : t('sheet.hoursLeft', { hours, minutes: minutes % 60 })
  }
}
