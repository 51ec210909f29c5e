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
  let isOver = false

  watch(
    draft,
    () => {
      isTouched = true
      if (!isOver) void keepDraft(owner, name, JSON.parse(JSON.stringify(draft.value)))
    },
    { deep: true, flush: 'sync' },
  )

  const restoring = keptDraft<T>(owner, name).then((kept) => {
    if (kept === null || isTouched) return
    draft.value = { ...empty(), ...kept }
    restored.value = true
  })

  /** Deletes what is kept; nothing of this form is kept any more. */
  async function drop(): Promise<void> {
    isOver = true
    await dropDraft(owner, name)
  }

  return { draft, restored, restoring, drop }
}
