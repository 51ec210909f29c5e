import type { Clock } from '../clock.ts'

interface Kept<T> {
  value: T
  madeAt: number
}

export interface KeepOptions {
  /** How old a value may be when it is given out. */
  maxAgeSeconds: number
  /** How much memory the values may take; the ones not asked for longest go first. */
  maxBytes: number
  clock: Clock
}

/**
 * Values that are the same for everybody, kept for a stated time. However many ask, a value is made
 * once, and one value at a time: who asks meanwhile waits for the same one. In the second half of
 * its time a value is made anew while the old one is still given out, so that nobody waits for what
 * is asked for often. What fails is not kept.
 */
export class KeptValues<T> {
  readonly #options: KeepOptions & { sizeOf: (value: T) => number }
  readonly #kept = new Map<string, Kept<T>>()
  readonly #making = new Map<string, Promise<Kept<T>>>()
  #turn: Promise<unknown> = Promise.resolve()
  #bytes = 0

  constructor(options: KeepOptions & { sizeOf: (value: T) => number }) {
    this.#options = options
  }

  /** The value of a key, made by `make` where none that is young enough is kept. */
  async get(key: string, make: () => Promise<T>): Promise<Kept<T>> {
    const { maxAgeSeconds } = this.#options
    const entry = this.#kept.get(key)
    const age = entry === undefined ? Number.POSITIVE_INFINITY : this.ageOf(entry)
    if (entry === undefined || age >= maxAgeSeconds) return this.#make(key, make)
    this.#kept.delete(key)
    this.#kept.set(key, entry)
    // A failure is met, and reported, by the first who asks after the old value's time.
    if (age >= maxAgeSeconds / 2) this.#make(key, make).catch(() => {})
    return entry
  }

  /** In seconds. */
  ageOf({ madeAt }: { madeAt: number }): number {
    return (this.#options.clock().getTime() - madeAt) / 1_000
  }

  #make(key: string, make: () => Promise<T>): Promise<Kept<T>> {
    const under = this.#making.get(key)
    if (under !== undefined) return under
    const made = this.#turn
      .then(async () => {
        const madeAt = this.#options.clock().getTime()
        const entry = { value: await make(), madeAt }
        this.#keep(key, entry)
        return entry
      })
      .finally(() => this.#making.delete(key))
    this.#making.set(key, made)
    this.#turn = made.catch(() => {})
    return made
  }

  #keep(key: string, entry: Kept<T>): void {
    this.#forget(key)
    this.#kept.set(key, entry)
    this.#bytes += this.#options.sizeOf(entry.value)
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#options.maxBytes) break
      this.#forget(oldest)
    }
  }

  #forget(key: string): void {
    const entry = this.#kept.get(key)
    if (entry === undefined) return
    this.#kept.delete(key)
    this.#bytes -= this.#options.sizeOf(entry.value)
  }
}
