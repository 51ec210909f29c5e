import { type Ref, ref, watch } from 'vue'

/**
 * A form that is kept on this device while it is filled in, so that a lost signal or a closed page
 * loses nothing: `restored` says that it was begun earlier.
 */
export function useKeptDraft<T extends object>(name: string, empty: () => T) {
  const key = `draft ${name}`
  const before = readDraft<T>(key)
  const form = ref(before ?? empty()) as Ref<T>
  const restored = ref(before !== null)

  const stop = watch(form, () => localStorage.setItem(key, JSON.stringify(form.value)), {
    deep: true,
  })

  /** Begins anew. */
  function discard(): void {
    form.value = empty()
    restored.value = false
  }

  /** Deletes the draft after it was sent. */
  function forget(): void {
    stop()
    localStorage.removeItem(key)
  }

  return { form, restored, discard, forget }
}

function readDraft<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as T | null
  } catch {
    return null
  }
}
