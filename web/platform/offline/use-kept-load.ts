import { type Ref, ref, type WatchSource } from 'vue'
import { ApiProblem } from '../api-problem.ts'
import { useSession } from '../session.store.ts'
import { type Load, useLoad } from '../use-load.ts'
import { type Kept, keepAnswer, keptAnswer } from './kept.ts'

export interface KeptLoad<T> extends Load<T> {
  /** Since when what is shown has been kept on this device; null while it comes from the server. */
  keptAt: Ref<number | null>
}

/** As long as one waits for the server when there is an answer at hand. */
const patienceMilliseconds = 3_000

/**
 * Loads like `useLoad`, keeps each answer on this device under `name`, and shows the kept one when
 * the server does not answer or is slow to; the server's own replaces it whenever it comes.
 * `otherwise` gives an answer out of what else is kept.
 */
export function useKeptLoad<T>(
  name: () => string,
  load: (signal: AbortSignal) => Promise<T>,
  options: { sources?: readonly WatchSource[]; otherwise?: () => Promise<Kept<T> | null> } = {},
): KeptLoad<T> {
  const session = useSession()
  const keptAt = ref<number | null>(null)

  async function findKept(): Promise<Kept<T> | null> {
    const kept = await keptAnswer<T>(session.owner, name())
    return kept ?? (await options.otherwise?.()) ?? null
  }

  async function fromServer(signal: AbortSignal): Promise<T> {
    const { owner } = session
    const wanted = name()
    const answer = await load(signal)
    if (!signal.aborted) keptAt.value = null
    void keepAnswer(owner, wanted, answer)
    return answer
  }

  function show(kept: Kept<T>): T {
    keptAt.value = kept.at
    return kept.answer
  }

  async function loadOrKept(signal: AbortSignal): Promise<T> {
    const fresh = fromServer(signal)
    const late = after(session.offline ? 0 : patienceMilliseconds)
    const first = await Promise.race([
      fresh.then(
        () => 'fresh',
        () => 'failed',
      ),
      late,
    ])
    if (first === 'fresh') return fresh
    const kept = await findKept()
    if (kept === null || signal.aborted) return fresh
    if (first === 'failed') return fresh.catch((thrown) => keptFor(thrown, kept))
    // Slow: shown as it was, until the answer comes.
    fresh.then(
      (answer) => {
        if (!signal.aborted) base.data.value = answer
      },
      () => undefined,
    )
    return show(kept)
  }

  function keptFor(thrown: unknown, kept: Kept<T>): T {
    // Nobody answered, or only a proxy did.
    if (thrown instanceof ApiProblem && thrown.retryable) return show(kept)
    throw thrown
  }

  const base = useLoad(loadOrKept, options.sources ?? [])
  return { ...base, keptAt }
}

function after(milliseconds: number): Promise<'late'> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, 'late'))
}
