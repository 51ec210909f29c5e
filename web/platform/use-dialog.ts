import { type InjectionKey, type ShallowReactive, shallowReactive } from 'vue'

export interface Dialog<T> {
  /** The subject of the dialog; null while it is closed. */
  subject: T | null
  open: (subject: T) => void
  close: () => void
}

/** What closes the dialog around a form, for a form that stands in one. */
export const dialogClosing: InjectionKey<() => void> = Symbol('dialogClosing')

/** A dialog around acts: when it opens, nothing is left of what went wrong the last time. */
export function useDialog<T = true>(
  ...acts: readonly { reset: () => void }[]
): ShallowReactive<Dialog<T>> {
  const dialog = shallowReactive<Dialog<T>>({
    subject: null,
    open: (subject) => {
      for (const act of acts) act.reset()
      dialog.subject = subject
    },
    close: () => {
      dialog.subject = null
    },
  })
  return dialog
}
