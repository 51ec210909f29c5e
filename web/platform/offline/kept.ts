import { offlineDatabase, type QueuedAct } from './database.ts'
import { keptForPerson, personOf } from './kept-for.ts'

/** Data of longer ago is no help in a cellar, and nobody's business on a phone that was lost. */
export const keptDays = 7
const keptMilliseconds = keptDays * 86_400_000

/** An answer that was kept, with the time it was given. */
export interface Kept<T> {
  answer: T
  at: number
}

/** Keeps an answer of the server for this owner. Where there is no room it is not kept. */
export async function keepAnswer(owner: string, name: string, answer: unknown): Promise<void> {
  // An answer that comes in after its reader has left is nobody's.
  if (keptForPerson() !== personOf(owner)) return
  const database = await offlineDatabase()
  await database?.put('answers', { owner, name, answer, at: Date.now() }).catch(() => undefined)
}

/** The answer as it was last, or null where there is none or it is too old. */
export async function keptAnswer<T>(owner: string, name: string): Promise<Kept<T> | null> {
  const database = await offlineDatabase()
  const kept = await database?.get('answers', [owner, name])
  if (kept === undefined || isTooOld(kept.at)) return null
  return { answer: kept.answer as T, at: kept.at }
}

export async function keepDraft(owner: string, name: string, draft: unknown): Promise<void> {
  const database = await offlineDatabase()
  await database?.put('drafts', { owner, name, draft, at: Date.now() }).catch(() => undefined)
}

export async function keptDraft<T>(owner: string, name: string): Promise<T | null> {
  const database = await offlineDatabase()
  const kept = await database?.get('drafts', [owner, name])
  return (kept?.draft as T | undefined) ?? null
}

export async function dropDraft(owner: string, name: string): Promise<void> {
  const database = await offlineDatabase()
  await database?.delete('drafts', [owner, name])
}

/** Keeps who is signed in, so that their pages open without a signal. */
export async function keepSession(session: { person: { id: string } }): Promise<void> {
  // Somebody may have signed out while this was on its way.
  if (keptForPerson() !== session.person.id) return
  const kept = { name: 'session', session, at: Date.now() } as const
  const database = await offlineDatabase()
  await database?.put('session', JSON.parse(JSON.stringify(kept))).catch(() => undefined)
}

export async function keptSession<T>(): Promise<T | null> {
  const database = await offlineDatabase()
  const kept = await database?.get('session', 'session')
  return kept === undefined || isTooOld(kept.at) ? null : (kept.session as T)
}

/**
 * Deletes what was seen and begun on this device, and what this person has done: they signed out.
 * What others have done here and not sent yet stays, unseen: it is the only record of it.
 */
export function deleteOfPerson(personId: string): Promise<void> {
  return deleteWhere({
    isDeleted: () => true,
    isActDeleted: ({ owner, state }) => personOf(owner) === personId || state === 'sent',
  })
}

/** Deletes what others than this person have seen and begun; what they have not sent yet stays. */
export function deleteOfOthers(personId: string): Promise<void> {
  const isOther = (owner: string) => personOf(owner) !== personId
  return deleteWhere({
    isDeleted: isOther,
    isActDeleted: ({ owner, state }) => isOther(owner) && state === 'sent',
  })
}

async function deleteWhere(which: {
  isDeleted: (owner: string) => boolean
  isActDeleted: (act: QueuedAct) => boolean
}): Promise<void> {
  clearForms()
  const database = await offlineDatabase()
  if (database === null) return
  const stores = ['session', 'answers', 'drafts', 'photos', 'acts'] as const
  const writing = database.transaction(stores, 'readwrite')
  const unsent = new Set<string>()
  for (const act of await writing.objectStore('acts').getAll()) {
    if (which.isActDeleted(act)) await writing.objectStore('acts').delete(act.number)
    else for (const { photoId } of act.photos) unsent.add(photoId)
  }
  for (const store of ['answers', 'drafts'] as const)
    for (const key of await writing.objectStore(store).getAllKeys())
      if (which.isDeleted(key[0])) await writing.objectStore(store).delete(key)
  let photo = await writing.objectStore('photos').openCursor()
  while (photo !== null) {
    if (which.isDeleted(photo.value.owner) && !unsent.has(photo.value.id)) await photo.delete()
    photo = await photo.continue()
  }
  await writing.objectStore('session').clear()
  await writing.done
}

/** Deletes the answers that have become too old to be shown. */
export async function forgetOld(): Promise<void> {
  const database = await offlineDatabase()
  if (database === null) return
  const writing = database.transaction('answers', 'readwrite')
  let answer = await writing.store.openCursor()
  while (answer !== null) {
    if (isTooOld(answer.value.at)) await answer.delete()
    answer = await answer.continue()
  }
  await writing.done
}

function isTooOld(at: number): boolean {
  return Math.abs(Date.now() - at) > keptMilliseconds
}

/** The forms that are kept in the browser's small storage. */
function clearForms(): void {
  if (typeof localStorage === 'undefined') return
  for (const key of Object.keys(localStorage))
    if (key.startsWith('draft ')) localStorage.removeItem(key)
}
