import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { ApiProblem } from '../api-problem.ts'
import { useSession } from '../session.store.ts'
import type { QueuedAct } from './database.ts'
import { deliver } from './deliver.ts'
import { pending } from './device-state.ts'
import { dropDraft, forgetOld, keepDraft } from './kept.ts'
import {
  actById,
  actOf,
  actsOf,
  changed,
  dropAct,
  enqueue,
  type NewAct,
  unsentOfOthers,
  updateAct,
  withdrawAct,
} from './queue.ts'
import { type Sending, sendQueue } from './send-queue.ts'

/** What became of an act by the time the person is answered. */
export type Submitted = { state: 'sent'; answer: unknown } | { state: 'waiting' | 'refused' }

/** After this long the person goes on with their work, and the act is sent beside it. */
const patienceMilliseconds = 20_000
/** A wait of more than this was written down by a clock that has been set back since. */
const longestWait = 300_000
const keptSentMilliseconds = 86_400_000

/** What the person can mend in the form, so that it is said there and not in the queue. */
const mendable = [400, 413, 415, 422]

/** The acts of this device that wait to be sent. It outlives the pages. */
export const useQueue = defineStore('queue', () => {
  const session = useSession()
  const acts = shallowRef<readonly QueuedAct[]>([])
  const ofOthers = ref(0)
  const isSending = ref(false)
  const mustSignIn = ref(false)
  const nextTryAt = ref<number | null>(null)
  const channel =
    typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('cunji-queue')
  let timer: ReturnType<typeof setTimeout> | undefined
  let sending: Promise<void> = Promise.resolve()

  const unsent = computed(() => acts.value.filter(({ state }) => state !== 'sent'))

  async function refresh(): Promise<void> {
    const { owner } = session
    const all = owner === '' ? [] : await actsOf(owner)
    const old = all.filter(
      ({ state, at }) => state === 'sent' && Date.now() - at > keptSentMilliseconds,
    )
    for (const { id } of old) await dropAct(id)
    ofOthers.value = await unsentOfOthers(owner)
    acts.value = all.filter((act) => !old.includes(act))
    const count = (state: QueuedAct['state']) => all.filter((act) => act.state === state).length
    pending.value = { waiting: count('waiting'), refused: count('refused') }
  }

  /** Shows here and in the other tabs that the queue has changed. */
  function publishChange(): Promise<void> {
    channel?.postMessage('changed')
    return refresh()
  }

  /** Keeps the act and sends it at once where there is a signal. Throws what can be mended. */
  async function submit(act: Omit<NewAct, 'owner'>): Promise<Submitted> {
    const whole = actOf({ ...act, owner: session.owner })
    const kept = await enqueue(whole)
    if (kept === null) {
      const now = { ...whole, number: 0 }
      return { state: 'sent', answer: await deliver(now, undefined, async () => undefined) }
    }
    void navigator.storage?.persist?.()
    // The next one is filled in from the beginning.
    if (kept.draft !== null && kept.form !== null) await dropDraft(kept.owner, kept.draft)
    await publishChange()
    await Promise.race([send(() => true), pause(patienceMilliseconds)])
    const after = await actById(kept.id)
    if (after?.state === 'sent') return { state: 'sent', answer: after.answer }
    if (after?.state !== 'refused') return { state: 'waiting' }
    const { refusal } = after
    if (refusal === null || !mendable.includes(refusal.status)) return { state: 'refused' }
    await takeBack(after)
    throw new ApiProblem(refusal)
  }

  /** Sends what waits; in one tab after another, and here one sending after another. */
  function send(isDue: (act: QueuedAct) => boolean): Promise<void> {
    sending = sending.then(() => sendOnce(isDue))
    return sending
  }

  async function sendOnce(isDue: (act: QueuedAct) => boolean): Promise<void> {
    const { owner } = session
    if (owner === '' || pending.value.waiting === 0) return
    clearTimeout(timer)
    isSending.value = true
    try {
      ended(await sendQueue(owner, { isDue, onChange: publishChange }))
    } finally {
      isSending.value = false
      await refresh()
    }
  }

  function ended(outcome: Sending): void {
    mustSignIn.value = outcome.state === 'sign-in'
    nextTryAt.value = outcome.state === 'later' ? outcome.at : null
    if (outcome.state !== 'later') return
    const wait = Math.min(longestWait, Math.max(1_000, outcome.at - Date.now()))
    timer = setTimeout(() => void send(isDueNow), wait)
  }

  const sendAll = () => send(() => true)

  async function drop(id: string): Promise<void> {
    await dropAct(id)
    await publishChange()
  }

  /** Takes an act back to be changed: it leaves the queue, its photos stay. */
  async function takeBack(act: QueuedAct): Promise<void> {
    await withdrawAct(act.id)
    if (act.draft !== null && act.form !== null) await keepDraft(act.owner, act.draft, act.form)
    await publishChange()
  }

  /** Keeps what was refused as a note on this device. */
  async function note(act: QueuedAct): Promise<void> {
    await updateAct({ ...changed(act, 'noted'), refusal: act.refusal })
    await publishChange()
  }

  /** Sends what was refused once more: what stood in its way may be gone. */
  async function again(act: QueuedAct): Promise<void> {
    await updateAct(changed(act, 'waiting'))
    await publishChange()
    await sendAll()
  }

  async function signInAndSend(): Promise<void> {
    if (await session.askAgain()) await sendAll()
  }

  /** Called once, when the program has started. */
  function start(): void {
    channel?.addEventListener('message', () => void refresh())
    const again = () => {
      if (!document.hidden) void refresh().then(sendAll)
    }
    window.addEventListener('online', again)
    document.addEventListener('visibilitychange', again)
    watch(() => session.owner, again)
    // Back from offline: whoever was shown out of what is kept is signed in again.
    watch([() => session.offline, () => session.ended], again)
    void forgetOld()
    again()
  }

  const acting = { submit, sendAll, drop, takeBack, note, again, signInAndSend, start, refresh }
  return { acts, unsent, ofOthers, isSending, mustSignIn, nextTryAt, ...acting }
})

function isDueNow({ notBefore }: QueuedAct): boolean {
  const wait = notBefore - Date.now()
  return wait <= 0 || wait > longestWait
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
