import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { uploadedSince } from './files.queries.ts'

/** What one organisation may store in a day: a large canteen needs a tenth of it. */
const quota = { files: 1_000, bytes: 1_073_741_824 }

/** Refuses an upload when the organisation has stored its share of the day (in Shanghai). */
export async function requireQuota(reader: Reader, { actor, now }: Context): Promise<void> {
  const midnight = new Date(`${dayOf(now)}T00:00:00+08:00`)
  const stored = await uploadedSince(reader, actor.organisationId, midnight)
  if (stored.files < quota.files && stored.bytes < quota.bytes) return
  const seconds = Math.ceil((midnight.getTime() + 86_400_000 - now.getTime()) / 1_000)
  throw new AppError('upload_quota_reached', { values: { files: quota.files, seconds } })
}

/** Uploads under way: they are held in memory whole, so there is room for a few, and for all. */
export class UploadPlaces {
  readonly #most: { altogether: number; each: number }
  readonly #taken = new Map<string, number>()
  #altogether = 0

  constructor(most: { altogether: number; each: number }) {
    this.#most = most
  }

  /** Does the work when the person and the server have a place free; refuses as `overloaded`. */
  async within<T>(personId: string, work: () => Promise<T>): Promise<T> {
    const own = this.#taken.get(personId) ?? 0
    if (own >= this.#most.each || this.#altogether >= this.#most.altogether)
      throw new AppError('overloaded')
    this.#change(personId, 1)
    try {
      return await work()
    } finally {
      this.#change(personId, -1)
    }
  }

  #change(personId: string, by: 1 | -1): void {
    const own = (this.#taken.get(personId) ?? 0) + by
    if (own === 0) this.#taken.delete(personId)
    else this.#taken.set(personId, own)
    this.#altogether += by
  }
}

/** Does one thing after the other. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve()

  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work)
    this.#last = mine.catch(() => {})
    return mine
  }
}
