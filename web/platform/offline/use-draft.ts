import { type Ref, ref, watch } from 'vue'
import { useSession } from '../session.store.ts'
import { dropDraft, keepDraft, keptDraft } from './kept.ts'

/**
 * What somebody fills in, kept on this device with every change, for this person and organisation:
 * the camera, a reload or an empty battery takes nothing of it. `restored` says that it was begun
 * earlier.
 */
export function useDraft<T extends object>(name: string, empty: () => T) {
  const { owner } = useSession()
  const draft = ref(empty()) as Ref<T>
  const restored = ref(false)
  let isTouched = false
  let isKeeping = true

  watch(
    draft,
    () => {
      isTouched = true
      if (isKeeping) void keepDraft(owner, name, JSON.parse(JSON.stringify(draft.value)))
    },
    { deep: true, flush: 'sync' },
  )

  const restoring = keptDraft<T>(owner, name).then((kept) => {
    if (kept === null || isTouched) return
    draft.value = { ...empty(), ...kept }
    restored.value = true
  })

  /** Begins anew, and keeps nothing until something is filled in. */
  function discard(): Promise<void> {
    isKeeping = false
    draft.value = empty()
    isKeeping = true
    restored.value = false
    return dropDraft(owner, name)
  }

  return { draft, restored, restoring, discard }
}
