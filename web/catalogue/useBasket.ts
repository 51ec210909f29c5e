import { computed, shallowRef } from 'vue'
import { readBasket, saveBasket } from '../../shared/orders/basket.api.ts'
import { call } from '../platform/api.ts'
import { useSession } from '../platform/session.store.ts'

interface BasketLine {
  packId: string
  quantity: number
}

const lines = shallowRef<readonly BasketLine[]>([])

/** What a buyer has gathered so far, and putting more into it. */
export function useBasket() {
  const session = useSession()
  const mayBuy = computed(() => session.may(readBasket.access))

  async function load(): Promise<void> {
    if (mayBuy.value) lines.value = (await call(readBasket, {})).lines
  }

  /** Reads the basket first: it may have grown on another device. */
  async function add(packId: string, quantity: number): Promise<void> {
    const before = (await call(readBasket, {})).lines
    const known = before.find((line) => line.packId === packId)
    const after =
      known === undefined
        ? [...before, { packId, quantity }]
        : before.map((line) =>
            line === known ? { packId, quantity: line.quantity + quantity } : line,
          )
    lines.value = (await call(saveBasket, { body: { lines: after } })).lines
  }

  const quantityOf = (packId: string) =>
    lines.value.find((line) => line.packId === packId)?.quantity ?? 0

  return { mayBuy, load, add, quantityOf }
}
