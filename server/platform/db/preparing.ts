import type postgres from 'postgres'
import type { Client } from './driver.ts'

/** Prepared statements live as long as their connection, so their number must have a limit. */
const distinctTexts = 1_000

interface Scope {
  unsafe: postgres.Sql['unsafe']
  savepoint?: unknown
}

type Work = (scope: Scope) => unknown
type Opening = (...args: unknown[]) => unknown

/**
 * Drizzle sends every query unprepared, so that the server parses and plans it anew each time.
 * This client asks for a prepared statement instead, also inside transactions; here alone it is
 * decided what is prepared. Past the limit a new text is left unprepared.
 */
export function preparing(client: Client): Client {
  const preparedTexts = new Set<string>()
  const mayPrepare = (text: string): boolean => {
    if (!preparedTexts.has(text) && preparedTexts.size < distinctTexts) preparedTexts.add(text)
    return preparedTexts.has(text)
  }

  /** Statements of the scope are prepared, and those of the scopes that it opens. */
  const prepareIn = (scope: Scope, opens: 'begin' | 'savepoint'): void => {
    const { unsafe } = scope
    scope.unsafe = (text, parameters = [], options = {}) => {
      // The driver would send a text without parameters by the simple protocol, unprepared.
      const prepared = { ...options, prepare: mayPrepare(text), simple: false }
      return unsafe(text, parameters, prepared)
    }
    const opening: unknown = Reflect.get(scope, opens)
    if (typeof opening !== 'function') return
    const open: Opening = (...args) =>
      opening(...args.map((arg) => (typeof arg === 'function' ? within(arg as Work) : arg)))
    Reflect.set(scope, opens, open)
  }

  const within =
    (work: Work): Work =>
    (scope) => {
      prepareIn(scope, 'savepoint')
      return work(scope)
    }

  prepareIn(client, 'begin')
  return client
}
