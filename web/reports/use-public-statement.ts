import { type MaybeRefOrGetter, ref, toValue, watch } from 'vue'
import type { Call } from '../../shared/endpoint.ts'
import { readPublicStatement } from '../../shared/reports/closing.api.ts'
import { call } from '../platform/api.ts'
import { useLoad } from '../platform/use-load.ts'

type MonthKey = Call<typeof readPublicStatement>['params']

/** What everybody may know of a statement, and the hash of a copy that somebody holds beside it. */
export function usePublicStatement(key: MaybeRefOrGetter<MonthKey>) {
  const load = useLoad(
    (signal) => call(readPublicStatement, { params: toValue(key) }, { signal }),
    [() => toValue(key)],
  )
  const file = ref<{ name: string; sha256: string } | null>(null)
  watch(
    () => JSON.stringify(toValue(key)),
    () => {
      file.value = null
    },
  )

  /** The file stays on this machine: only its hash is looked at. */
  async function check(chosen: File): Promise<void> {
    const digest = await crypto.subtle.digest('SHA-256', await chosen.arrayBuffer())
    const sha256 = [...new Uint8Array(digest)]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
    file.value = { name: chosen.name, sha256 }
  }

  // Without TLS browsers hash nothing.
  return { load, file, check, isCheckable: globalThis.crypto.subtle !== undefined }
}
