import type { Clock } from '../clock.ts'

interface CacheEntry<T> {
  value: T
  madeAt: number
}

export interface CacheOptions {
  /** How old a value may be when it is served. */
  maxAgeSeconds: number
  /** How much memory the values and their keys may take; the least recently used go first. */
  maxBytes: number
  clock: Clock
}

/**
 * What an entry takes beside key and value, in bytes: a place in the map, buffers, an ETag. Without
 * it whoever asks about ever more places that have nothing would fill memory with empty answers.
 */
const entryBytes = 1_000

/**
 * A cache of values that are the same for everybody. However many requests come, a value is made
 * once, and one value at a time; requests that come meanwhile wait for it. In the second half of
 * its life a value is renewed while the old one is still served, so that no request waits for what
 * is requested often. A failure is not cached.
 */
export class Cache<T> {
  readonly #options: CacheOptions & { sizeOf: (value: T) => number }
  readonly #entries = new Map<string, CacheEntry<T>>()
  readonly #making = new Map<string, Promise<CacheEntry<T>>>()
  #turn: Promise<unknown> = Promise.resolve()
  #bytes = 0

  constructor(options: CacheOptions & { sizeOf: (value: T) => number }) {
    this.#options = options
  }

  /** The value of a key, made by `make` where none that is young enough is kept. */
  async get(key: string, make: () => Promise<T>): Promise<CacheEntry<T>> {
    const { maxAgeSeconds } = this.#options
    const entry = this.#entries.get(key)
    const age = entry === undefined ? Number.POSITIVE_INFINITY : this.ageOf(entry)
    if (entry === undefined || age >= maxAgeSeconds) return this.#make(key, make)
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    // A failure is met, and reported, by the first who asks after the old value's time.
    if (age >= maxAgeSeconds / 2) this.#make(key, make).catch(() => {})
    return entry
  }

  /** In seconds. */
  ageOf({ madeAt }: { madeAt: number }): number {
    return (this.#options.clock().getTime() - madeAt) / 1_000
  }

  #make(key: string, make: () => Promise<T>): Promise<CacheEntry<T>> {
    const under = this.#making.get(key)
    if (under !== undefined) return under
    const made = this.#turn
      .then(async () => {
        const madeAt = this.#options.clock().getTime()
        const entry = { value: await make(), madeAt }
        this.#store(key, entry)
        return entry
      })
      .finally(() => this.#making.delete(key))
    this.#making.set(key, made)
    this.#turn = made.catch(() => {})
    return made
  }

  #store(key: string, entry: CacheEntry<T>): void {
    this.#remove(key)
    this.#entries.set(key, entry)
    this.#bytes += this.#sizeOf(key, entry)
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#options.maxBytes) break
      this.#remove(oldest)
    }
  }

  #remove(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#bytes -= this.#sizeOf(key, entry)
  }

  /** Characters outside of Latin take two bytes. */
  #sizeOf(key: string, { value }: CacheEntry<T>): number {
    return entryBytes + 2 * key.length + this.#options.sizeOf(value)
  }
}
