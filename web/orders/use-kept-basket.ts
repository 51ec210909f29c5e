import { computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { useBasket } from '../catalogue/basket.store.ts'
import {
  areSame,
  type BasketContent,
  type Conflict,
  mergeBaskets,
} from '../catalogue/merge-baskets.ts'
import { type ApiProblem, asProblem } from '../platform/api-problem.ts'
import { useLater } from './use-later.ts'

/** How long the sheet waits for the next change before it is saved. */
const quietMilliseconds = 600
/** When a sheet that could not be saved is tried again. */
const retryMilliseconds = 10_000

/**
 * Keeps the sheet as the person's basket on the server: a moment after each change, again after a
 * failure, and at once when the page is hidden or left. What another tab or device has changed is
 * merged into the sheet; what both have changed waits for a person.
 */
export function useKeptBasket(sheet: {
  /** The sheet as it is to be kept; null until the basket was read. */
  content: Ref<BasketContent | null>
  adopt: (content: BasketContent) => void
}) {
  const basket = useBasket()
  const conflicts = shallowRef<readonly Conflict[]>([])
  const acts = useTurns(() => sheet.content.value === null || conflicts.value.length > 0)
  const { problem } = acts
  /** Whether another tab or device has changed the sheet since it was opened. */
  const changedElsewhere = shallowRef(false)
  const isSaved = computed(
    () => sheet.content.value === null || areSame(sheet.content.value, basket.content),
  )

  /** What came of saving goes into the sheet, with what was changed in it meanwhile. */
  function takeOver(sent: BasketContent, result: BasketContent, found: readonly Conflict[]): void {
    const now = sheet.content.value
    if (now === null) return
    const { merged, conflicts: more } = mergeBaskets(sent, now, result)
    conflicts.value = found.length > 0 ? found : more
    if (areSame(merged, now)) return
    changedElsewhere.value = true
    sheet.adopt(merged)
  }

  /** Saves what is not saved; a conflict first waits for a decision. */
  async function save(): Promise<void> {
    await acts.run(async () => {
      const sent = sheet.content.value
      if (sent === null || isSaved.value) return
      const { content, conflicts: found } = await basket.save(sent)
      takeOver(sent, content, found)
    })
    if (problem.value === null && conflicts.value.length === 0 && !isSaved.value) soon()
  }

  /** Reads what another tab or device has made of the basket, and saves what is changed here. */
  async function refresh(): Promise<void> {
    await acts.run(async () => {
      const before = basket.content
      takeOver(before, await basket.load(), [])
    })
    if (problem.value === null && !isSaved.value) await save()
  }

  const later = useLater(quietMilliseconds, save, 'do')
  const { soon } = later
  watch(
    () => JSON.stringify(sheet.content.value),
    () => {
      if (!isSaved.value) soon()
    },
  )

  /** Decides a conflict: the sheet's own value is saved, or the other one taken over. */
  function decide(conflict: Conflict, side: 'mine' | 'theirs'): void {
    conflicts.value = conflicts.value.filter((other) => other !== conflict)
    const now = sheet.content.value
    if (side === 'theirs' && now !== null) sheet.adopt(withTheirs(now, conflict))
    if (conflicts.value.length === 0) soon()
  }

  watchPage({ refresh, save: () => later.now(), isUnsaved: () => !isSaved.value })
  const retrying = setInterval(() => problem.value && later.now(), retryMilliseconds)
  onScopeDispose(() => clearInterval(retrying))

  return { isSaved, problem, conflicts, changedElsewhere, decide, refresh, save }
}

/** Acts one after the other, each on what the one before has left, unless they are held up. */
function useTurns(isHeldUp: () => boolean) {
  const problem = shallowRef<ApiProblem | null>(null)
  let last: Promise<void> = Promise.resolve()

  async function guarded(act: () => Promise<void>): Promise<void> {
    if (isHeldUp()) return
    try {
      await act()
      problem.value = null
    } catch (thrown) {
      problem.value = asProblem(thrown)
    }
  }

  function run(act: () => Promise<void>): Promise<void> {
    last = last.then(() => guarded(act))
    return last
  }

  return { run, problem }
}

function withTheirs(content: BasketContent, conflict: Conflict): BasketContent {
  if (conflict.kind === 'note') return { ...content, note: conflict.theirs }
  if (conflict.kind !== 'quantity') return { ...content, [conflict.kind]: conflict.theirs || null }
  const { packId, theirs } = conflict
  const others = content.lines.filter((line) => line.packId !== packId)
  if (theirs === undefined) return { ...content, lines: others }
  const isHere = others.length < content.lines.length
  const lines = isHere
    ? content.lines.map((line) => (line.packId === packId ? theirs : line))
    : [...others, theirs]
  return { ...content, lines }
}

/** A page that is hidden may never come back; one that is shown again may be out of date. */
function watchPage(act: {
  refresh: () => Promise<void>
  save: () => void
  isUnsaved: () => boolean
}): void {
  const onVisibility = () => (document.hidden ? act.save() : void act.refresh())
  const onOnline = () => void act.refresh()
  const onLeave = (event: BeforeUnloadEvent) => {
    if (!act.isUnsaved()) return
    act.save()
    event.preventDefault()
  }
  const events = new AbortController()
  const { signal } = events
  globalThis.document?.addEventListener?.('visibilitychange', onVisibility, { signal })
  globalThis.window?.addEventListener?.('online', onOnline, { signal })
  globalThis.window?.addEventListener?.('beforeunload', onLeave, { signal })
  onScopeDispose(() => events.abort())
}
