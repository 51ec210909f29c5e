import { onScopeDispose, watch } from 'vue'

/**
 * Keeps what is being filled in on this device, so that a lost signal or a closed page loses
 * nothing. Returns what was kept before, if anything, and a way to forget it.
 */
export function keepDraft<T extends object>(
  name: string,
  draft: T,
): { before: T | null; forget: () => void } {
  const key = `draft ${name}`
  const before = readDraft<T>(key)
  let forgotten = false
  const stop = watch(
    draft,
    () => {
      if (!forgotten) localStorage.setItem(key, JSON.stringify(draft))
    },
    { deep: true },
  )
  onScopeDispose(stop)
  return {
    before,
    forget: () => {
      forgotten = true
      localStorage.removeItem(key)
    },
  }
}

function readDraft<T>(key: string): T | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as T | null
  } catch {
    return null
  }
}
