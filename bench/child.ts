import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A process of its own, so that what is measured does not share a loop with what measures. */
export interface Child<Ready> {
  ready: Ready
  usage(): Promise<Usage>
  stop(): Promise<void>
}

/** The resources that a child process reports for itself. */
export interface Usage {
  /** Since it started, in all its threads. */
  processorMs: number
  /** Resident, now. */
  memoryMebibytes: number
}

/** Forks a file of this folder with its settings; it answers `{ready}` once it stands. */
export async function startChild<Ready>(file: string, settings: unknown): Promise<Child<Ready>> {
  const child = fork(new URL(file, import.meta.url), [JSON.stringify(settings)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { ready } = await next<{ ready: Ready }>(child)
  return {
    ready,
    usage: async () => {
      const answer = next<{ usage: Usage }>(child)
      child.send('usage')
      return (await answer).usage
    },
    stop: async () => {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

/** The settings of a child process. */
export function settingsOfThisChild<T>(): T {
  return JSON.parse(process.argv[2] ?? '{}') as T
}

/** Says to the parent that this child stands, and from then on what it takes. */
export function serveParent(ready: unknown): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    const memoryMebibytes = process.memoryUsage.rss() / 1_048_576
    process.send?.({ usage: { processorMs: (user + system) / 1000, memoryMebibytes } })
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.({ ready })
}

async function next<T>(child: ChildProcess): Promise<T> {
  const stopped = new AbortController()
  const message = once(child, 'message', { signal: stopped.signal }).then(([received]) => received)
  const exit = once(child, 'exit', { signal: stopped.signal }).then(([code]) => {
    throw new Error(`a process of the bench ended with ${code}`)
  })
  try {
    return await Promise.race([message, exit])
  } finally {
    stopped.abort()
    message.catch(() => {})
    exit.catch(() => {})
  }
}
