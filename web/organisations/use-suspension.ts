import { computed } from 'vue'
import { cooperative } from '../../shared/organisations/cooperatives.api.ts'
import { stopsUnderSuspension } from '../../shared/organisations/suspension.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'
import { useLoad } from '../platform/use-load.ts'

/** Whether the cooperative that one acts for is suspended, and what it may not do then (§11.4). */
export function useSuspension() {
  const { acting } = useSession()
  const { data } = useLoad(async (signal) => {
    if (acting?.kind !== 'cooperative') return null
    const params = { cooperativeId: acting.organisationId }
    return call(cooperative, { params }, { signal })
  })
  /** Why it is suspended; null while it is not. */
  const reason = computed(() => (data.value?.state === 'suspended' ? data.value.stateReason : null))
  /** Whether an act, by its endpoint, stops. */
  const stops = ({ name }: { name: string }) => reason.value !== null && stopsUnderSuspension(name)
  return { reason, stops }
}
