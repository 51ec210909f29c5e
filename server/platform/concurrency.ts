import { AppError } from '../../shared/errors.ts'

/** Bounds how much costly work is under way in this process, in all and for one person. */
export class ConcurrencyLimit {
  readonly #limit: { total: number; perPerson: number }
  readonly #runningOf = new Map<string, number>()
  #running = 0

  constructor(limit: { total: number; perPerson: number }) {
    this.#limit = limit
  }

  /** Does the work below both limits; refuses as `overloaded` at either. */
  async run<T>(personId: string, work: () => Promise<T>): Promise<T> {
    const own = this.#runningOf.get(personId) ?? 0
    if (own >= this.#limit.perPerson || this.#running >= this.#limit.total)
      throw new AppError('overloaded')
    this.#change(personId, 1)
    try {
      return await work()
    } finally {
      this.#change(personId, -1)
    }
  }

  #change(personId: string, by: 1 | -1): void {
    const own = (this.#runningOf.get(personId) ?? 0) + by
    if (own === 0) this.#runningOf.delete(personId)
    else this.#runningOf.set(personId, own)
    this.#running += by
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
