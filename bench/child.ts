import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A process of its own, so that what is measured does not share a loop with what measures. */
export interface Child<Ready> {
  ready: Ready
  ask<Answer>(question: unknown): Promise<Answer>
  /** Resident memory in MiB, as the child itself reports it. */
  stop(): Promise<void>
}

/** Forks a file of this folder with its settings; it answers `{ready}` once it stands. */
export async function startChild<Ready>(file: string, settings: unknown): Promise<Child<Ready>> {
  const child = fork(new URL(file, import.meta.url), [JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { ready } = await next<{ ready: Ready }>(child)
  return {
    ready,
    ask: (question) => {
      const answer = next(child)
      child.send(question as object)
      return answer as Promise<never>
    },
    stop: async () => {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

/** What a child was started with. */
export function settingsOfThisChild<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}') as T
}

/** Says to the parent that this child stands, and answers its questions from then on. */
export function serveParent(ready: unknown, answer: (question: never) => Promise<unknown>): void {
  process.on('message', async (question) =>
    process.send?.({ answer: await answer(question as never) }),
  )
  process.on('disconnect', () => process.exit(0))
  process.send?.({ ready })
}

async function next<T>(child: ChildProcess): Promise<T> {
  const stopped = new AbortController()
  const message = once(child, 'message', { signal: stopped.signal }).then(([said]) => said)
  const exit = once(child, 'exit', { signal: stopped.signal }).then(([code]) => {
    throw new Error(`a process of the bench ended with ${code}`)
  })
  try {
    const said = await Promise.race([message, exit])
    return (said as { answer?: T }).answer ?? (said as T)
  } finally {
    stopped.abort()
    message.catch(() => {})
    exit.catch(() => {})
  }
}
