import { AppError } from '../../shared/errors.ts'

/** Room for so much costly work under way, in all and for one person, in this process. */
export class Places {
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

/** Does so many things at a time, and the others in the order in which they came. */
export class Queue {
  readonly #waiting: (() => void)[] = []
  #free: number

  constructor(atOnce: number) {
    this.#free = atOnce
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((begin) => this.#waiting.push(begin))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#free += 1
      else next()
    }
  }
}
