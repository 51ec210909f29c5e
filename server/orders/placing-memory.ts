import type { CreditFor } from '../assistance/index.ts'
import type { Offer } from '../catalogue/index.ts'

/** What placing asks of the channel that goods go to, and of its unit. */
export interface ChannelFacts {
  kind: string
  divisionCode: string
  freeUpToCents: number
  approverUpToCents: number | null
  creditVersion: number
}

/**
 * What one process remembers of what it read, so that an order costs one round trip. It never
 * decides: the placing statement checks every version, state and stock again, and whatever would
 * be refused is read anew first.
 */
export interface PlacingMemory {
  offers: Memory<Offer>
  channels: Memory<ChannelFacts>
  credits: Memory<{ creditFor: CreditFor; version: number }>
}

export interface Memory<T> {
  get(key: string): T | undefined
  set(key: string, value: T): void
}

/** Long enough for a morning's orders; nothing is trusted for being young. */
const remembersMs = 600_000

export function placingMemory(): PlacingMemory {
  return { offers: memory(20_000), channels: memory(5_000), credits: memory(5_000) }
}

/** A memory without holes: nothing is stored. For programs that act at instants of the past. */
export function noMemory(): PlacingMemory {
  const forgetful = { get: () => undefined, set: () => {} }
  return { offers: forgetful, channels: forgetful, credits: forgetful }
}

function memory<T>(capacity: number): Memory<T> {
  const entries = new Map<string, { value: T; until: number }>()
  return {
    get(key) {
      const entry = entries.get(key)
      return entry !== undefined && entry.until > performance.now() ? entry.value : undefined
    },
    set(key, value) {
      entries.delete(key)
      entries.set(key, { value, until: performance.now() + remembersMs })
      if (entries.size <= capacity) return
      const [oldest] = entries.keys()
      if (oldest !== undefined) entries.delete(oldest)
    },
  }
}
