import { type ActState, offlineDatabase, type QueuedAct, type Refusal } from './database.ts'
import { dropPhotos } from './photos.ts'

/** An act before it has its place in the queue. */
export type NewAct = Pick<
  QueuedAct,
  'owner' | 'kind' | 'subject' | 'title' | 'endpoint' | 'input'
> &
  Partial<Pick<QueuedAct, 'photos' | 'draft' | 'form' | 'after' | 'takes'>>

/** The act is in the queue already: one of its kind waits for the same record. */
export class AlreadyQueued extends Error {}

/** An act with all it is kept with, not kept yet. */
export function actOf(act: NewAct): Omit<QueuedAct, 'number'> {
  return {
    photos: [],
    draft: null,
    form: null,
    after: null,
    takes: [],
    ...act,
    // Only what stays the same from one version of the program to the next is kept.
    endpoint: { name: act.endpoint.name, method: act.endpoint.method, path: act.endpoint.path },
    id: crypto.randomUUID(),
    state: 'waiting',
    tries: 0,
    notBefore: 0,
    refusal: null,
    answer: null,
    at: Date.now(),
  }
}

/**
 * Keeps an act for sending; null where this device keeps nothing. Throws `AlreadyQueued` where the
 * same thing waits already, in this tab or another.
 */
export async function enqueue(act: Omit<QueuedAct, 'number'>): Promise<QueuedAct | null> {
  const database = await offlineDatabase()
  if (database === null) return null
  const plain = JSON.parse(JSON.stringify(act)) as QueuedAct
  const writing = database.transaction('acts', 'readwrite')
  const same = (await writing.store.getAll()).some(
    ({ owner, kind, subject, state }) =>
      state === 'waiting' && owner === act.owner && kind === act.kind && subject === act.subject,
  )
  if (same) {
    await writing.done
    throw new AlreadyQueued(act.kind)
  }
  const number = await writing.store.add(plain)
  await writing.done
  return { ...plain, number }
}

/** The acts of one owner, oldest first. */
export async function actsOf(owner: string): Promise<QueuedAct[]> {
  const database = await offlineDatabase()
  const acts = (await database?.getAll('acts')) ?? []
  return acts.filter((act) => act.owner === owner)
}

/** Of how many acts of other people this device is the only record. */
export async function unsentOfOthers(owner: string): Promise<number> {
  const database = await offlineDatabase()
  const acts = (await database?.getAll('acts')) ?? []
  return acts.filter((act) => act.owner !== owner && act.state === 'waiting').length
}

export async function actById(id: string): Promise<QueuedAct | undefined> {
  const database = await offlineDatabase()
  return database?.getFromIndex('acts', 'id', id)
}

/** Writes a changed act down; one that was dropped meanwhile stays dropped. */
export async function updateAct(act: QueuedAct): Promise<void> {
  const database = await offlineDatabase()
  if (database === null) return
  const writing = database.transaction('acts', 'readwrite')
  if ((await writing.store.get(act.number)) !== undefined) await writing.store.put(act)
  await writing.done
}

export function changed(
  act: QueuedAct,
  state: ActState,
  change: { refusal?: Refusal | null; answer?: unknown } = {},
): QueuedAct {
  return { ...act, refusal: null, ...change, state, notBefore: 0 }
}

/** Takes an act out of the queue with those that cannot go without it, and their photos. */
export async function dropAct(id: string): Promise<void> {
  const dropped = await withdrawAct(id)
  await dropPhotos(dropped.flatMap(({ photos }) => photos.map(({ photoId }) => photoId)))
}

/** The same without the photos, which a form shows again. Gives what was taken out. */
export async function withdrawAct(id: string): Promise<QueuedAct[]> {
  const database = await offlineDatabase()
  const act = await actById(id)
  if (database === null || act === undefined) return []
  const dependent = (await actsOf(act.owner)).filter(({ after }) => after === id)
  const withdrawn: QueuedAct[] = [act]
  // What was sent needs nothing any more.
  for (const other of dependent)
    if (other.state !== 'sent') withdrawn.push(...(await withdrawAct(other.id)))
  await database.delete('acts', act.number)
  return withdrawn
}

/** How long to wait before the next try: 5 s, 10 s, 20 s … and never more than 5 minutes. */
export function waitAfter(tries: number): number {
  return Math.min(5_000 * 2 ** Math.max(0, tries - 1), 300_000)
}
