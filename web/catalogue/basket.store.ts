import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Result } from '../../shared/endpoint.ts'
import { readBasket, saveBasket } from '../../shared/orders/basket.api.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'

export type BasketLine = Result<typeof readBasket>['lines'][number]

/**
 * What the buyer has gathered for the unit, as the server last gave or took it. The catalogue
 * puts goods in, the order sheet works on the whole; it outlives both pages.
 */
export const useBasket = defineStore('basket', () => {
  const session = useSession()
  const lines = shallowRef<readonly BasketLine[]>([])
  const mayBuy = computed(() => session.may(readBasket.access))
  let last: Promise<unknown> = Promise.resolve()

  /** One act after the other: two goods put in quickly must not undo each other. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const own = last.then(act)
    last = own.catch(() => {})
    return own
  }

  async function read(): Promise<readonly BasketLine[]> {
    lines.value = (await call(readBasket, {})).lines
    return lines.value
  }

  async function write(next: readonly BasketLine[]): Promise<void> {
    lines.value = (await call(saveBasket, { body: { lines: [...next] } })).lines
  }

  function load(): Promise<readonly BasketLine[]> {
    return inTurn(read)
  }

  /** Reads the basket first: it may have grown on another device. */
  function add(packId: string, quantity: number): Promise<void> {
    return inTurn(async () => write(withMore(await read(), packId, quantity)))
  }

  /** The basket is these lines from now on; what it holds already is not written again. */
  function replace(next: readonly BasketLine[]): Promise<void> {
    return inTurn(async () => {
      if (!areSame(next, lines.value)) await write(next)
    })
  }

  function quantityOf(packId: string): number {
    return lines.value.find((line) => line.packId === packId)?.quantity ?? 0
  }

  // Another person's or unit's basket is not this one.
  watch(
    () => `${session.person?.id} ${session.acting?.organisationId}`,
    () => {
      lines.value = []
    },
  )

  return { lines, mayBuy, load, add, replace, quantityOf }
})

function withMore(before: readonly BasketLine[], packId: string, quantity: number): BasketLine[] {
  if (!before.some((line) => line.packId === packId)) return [...before, { packId, quantity }]
  return before.map((line) =>
    line.packId === packId ? { packId, quantity: line.quantity + quantity } : line,
  )
}

function areSame(left: readonly BasketLine[], right: readonly BasketLine[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ packId, quantity }, at) => {
      const other = right[at]
      return other?.packId === packId && other.quantity === quantity
    })
  )
}
