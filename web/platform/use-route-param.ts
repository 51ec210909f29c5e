import { type ComputedRef, computed } from 'vue'
import { useRoute } from 'vue-router'

/**
 * A parameter of the page's address. It keeps its last value while the page is being left, so
 * that what the page shows is not loaded once more for an address that is no longer its own.
 */
export function useRouteParam(name: string): ComputedRef<string> {
  const route = useRoute()
  const page = route.name
  let last = ''
  return computed(() => {
    const value = route.params[name]
    if (route.name === page && typeof value === 'string') last = value
    return last
  })
}
