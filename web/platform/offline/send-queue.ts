import { currentIdentity, currentToken, renewToken } from '../access-token.ts'
import { ApiProblem } from '../api-problem.ts'
import type { QueuedAct, Refusal } from './database.ts'
import { deliver } from './deliver.ts'
import { dropDraft } from './kept.ts'
import { dropPhotos } from './photos.ts'
import { actById, actsOf, changed, updateAct, waitAfter } from './queue.ts'

/** How sending ended: all is sent, or the next try is due, or the person must sign in. */
export type Sending = { state: 'done' } | { state: 'later'; at: number } | { state: 'sign-in' }

const lockName = 'cunji-queue'

/**
 * Sends the acts of one owner in their order, in one tab at a time. What the server refuses waits
 * for the person and holds up only what depends on it; without a signal everything waits.
 * `isDue` says whether an act is tried already; `onChange` is called whenever one has changed.
 */
export function sendQueue(
  owner: string,
  options: { isDue: (act: QueuedAct) => boolean; onChange: () => Promise<void> },
): Promise<Sending> {
  return underLock(() => sendInOrder(owner, options))
}

async function sendInOrder(
  owner: string,
  { isDue, onChange }: { isDue: (act: QueuedAct) => boolean; onChange: () => Promise<void> },
): Promise<Sending> {
  let next = Number.POSITIVE_INFINITY
  for (const { id } of await actsOf(owner)) {
    // Another tab, or the person, may have decided about it meanwhile.
    const act = await actById(id)
    if (act?.state !== 'waiting') continue
    const previous = act.after === null ? undefined : await actById(act.after)
    if (act.after !== null && previous?.state !== 'sent') continue
    if (!isDue(act)) {
      // A fault of its own holds up no other; a missing signal did not get to the others.
      if (act.refusal === null) return { state: 'later', at: act.notBefore }
      next = Math.min(next, act.notBefore)
      continue
    }
    const outcome = await sendAct(act, previous)
    await updateAct(outcome.act)
    await onChange()
    if (outcome.stop === 'sign-in') return { state: 'sign-in' }
    if (outcome.stop === 'no-signal') return { state: 'later', at: outcome.act.notBefore }
    if (outcome.act.state === 'waiting') next = Math.min(next, outcome.act.notBefore)
  }
  return next === Number.POSITIVE_INFINITY ? { state: 'done' } : { state: 'later', at: next }
}

interface Outcome {
  act: QueuedAct
  /** Why nothing else is worth trying now. */
  stop?: 'no-signal' | 'sign-in'
}

async function sendAct(act: QueuedAct, previous: QueuedAct | undefined): Promise<Outcome> {
  let latest = act
  const keep = (stored: QueuedAct) => {
    latest = stored
    return updateAct(stored)
  }
  try {
    if (!(await speaksFor(act.owner))) return { act, stop: 'sign-in' }
    const answer = await deliver(act, previous, keep)
    if (act.draft !== null) await dropDraft(act.owner, act.draft)
    await dropPhotos(act.photos.map(({ photoId }) => photoId))
    return { act: changed(latest, 'sent', { answer }) }
  } catch (thrown) {
    return outcomeOf(thrown instanceof ApiProblem ? thrown : timedOut(thrown), latest)
  }
}

function outcomeOf(problem: ApiProblem, act: QueuedAct): Outcome {
  if (problem.status === 401) return { act, stop: 'sign-in' }
  const isPassing = problem.retryable || problem.status >= 500 || problem.status === 429
  if (!isPassing) return { act: changed(act, 'refused', { refusal: refusalOf(problem) }) }
  const tries = act.tries + 1
  const later = { ...act, tries, refusal: null, notBefore: Date.now() + waitAfter(tries) }
  if (problem.status !== 500) return { act: later, stop: 'no-signal' }
  return { act: { ...later, refusal: refusalOf(problem) } }
}

/** A sending that took too long, on a signal that comes and goes. */
function timedOut(thrown: unknown): ApiProblem {
  if (!(thrown instanceof DOMException)) throw thrown
  return new ApiProblem({ code: 'unreachable', retryable: true, cause: thrown })
}

/** Whether what is sent now is sent in this owner's name. */
async function speaksFor(owner: string): Promise<boolean> {
  if (currentToken() === null) await renewToken(null)
  return currentToken() !== null && currentIdentity() === owner
}

export function refusalOf(problem: ApiProblem): Refusal {
  const { code, status, requestId, values, fields } = problem
  return {
    code: code === 'unreachable' ? 'service_unavailable' : code,
    status,
    values,
    fields: [...fields],
    ...(requestId === null ? {} : { requestId }),
  }
}

async function underLock<T>(work: () => Promise<T>): Promise<T> {
  if (typeof navigator === 'undefined' || !navigator.locks) return work()
  return navigator.locks.request(lockName, work) as Promise<T>
}
