import type { Client } from './driver.ts'

type Unsafe = (text: string, parameters?: unknown[], options?: { prepare?: boolean }) => unknown
type Work = (tx: Preparable) => unknown

interface Preparable {
  unsafe: Unsafe
  savepoint?: (...args: unknown[]) => unknown
}

/** Prepared statements live as long as their connection, so their number must have a limit. */
const distinctTexts = 1_000

/**
 * Drizzle sends every query unprepared, so that the server parses and plans it anew each time.
 * This client asks for a prepared statement instead, also inside transactions. Texts without end,
 * such as lists of values of every length, are left unprepared once the limit is reached.
 */
export function preparing(client: Client): Client {
  const known = new Set<string>()
  const mayPrepare = (text: string): boolean => {
    if (known.has(text)) return true
    if (known.size >= distinctTexts) return false
    known.add(text)
    return true
  }

  const prepareFrom = (target: Preparable): void => {
    const plain = target.unsafe
    target.unsafe = (text, parameters = [], options) =>
      plain(text, parameters, { ...options, prepare: mayPrepare(text), simple: false } as never)
    const savepoint = target.savepoint
    if (savepoint === undefined) return
    target.savepoint = (...args) => savepoint(...args.map(preparingWork))
  }

  const preparingWork = (argument: unknown): unknown =>
    typeof argument !== 'function'
      ? argument
      : (tx: Preparable) => {
          prepareFrom(tx)
          return (argument as Work)(tx)
        }

  prepareFrom(client as unknown as Preparable)
  const begin = client.begin as (...args: unknown[]) => Promise<unknown>
  client.begin = ((...args: unknown[]) => begin(...args.map(preparingWork))) as Client['begin']
  return client
}
