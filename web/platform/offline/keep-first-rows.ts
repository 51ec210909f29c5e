import { ref, watchEffect } from 'vue'
import type { LoadFirst } from '../use-cursor-list.ts'
import type { Kept } from './kept.ts'
import { useKeptLoad } from './use-kept-load.ts'

/**
 * Makes a list of `useCursorList` keep its first rows on this device, for every filter: hand it
 * `loadFirst`. `otherwise` gives rows out of what else is kept.
 */
export function keepFirstRows(name: string, otherwise?: () => Promise<Kept<unknown> | null>) {
  const keptAt = ref<number | null>(null)
  const loadFirst: LoadFirst = <R>(
    load: (signal: AbortSignal) => Promise<R>,
    sources: Parameters<LoadFirst>[1],
    query: () => object,
  ) => {
    const named = () => `${name} ${JSON.stringify(query())}`
    const other = otherwise as (() => Promise<Kept<R> | null>) | undefined
    const loaded = useKeptLoad(named, load, { sources, ...(other && { otherwise: other }) })
    watchEffect(() => {
      keptAt.value = loaded.keptAt.value
    })
    return loaded
  }
  return { loadFirst, keptAt }
}
