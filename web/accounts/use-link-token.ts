import { useRoute, useRouter } from 'vue-router'

/**
 * The token of a link from a mail, out of the part of the address behind the #; it is taken off
 * the address at once, so that it stays in no history and on no screenshot.
 */
export function useLinkToken(): string {
  const route = useRoute()
  const router = useRouter()
  const token = route.hash.slice(1)
  if (token !== '') void router.replace({ path: route.path, state: { token } })
  return token || String(history.state?.token ?? '')
}
