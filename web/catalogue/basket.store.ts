import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Result } from '../../shared/endpoint.ts'
import { readBasket, saveBasket } from '../../shared/orders/basket.api.ts'
import { call } from '../platform/api.ts'
import { ApiProblem } from '../platform/api-problem.ts'
import { useSession } from '../platform/session.store.ts'
import {
  areSame,
  type BasketContent,
  type Conflict,
  emptyContent,
  mergeBaskets,
} from './merge-baskets.ts'

type Basket = Result<typeof readBasket>
export type Goods = Basket['goods'][number]

/** A basket that was saved, or would be if a person had decided about the conflicts. */
export interface Saving {
  content: BasketContent
  conflicts: Conflict[]
}

/** How often a basket that others keep changing is merged again before somebody is told. */
const mostRounds = 5

/**
 * What the buyer has gathered for the unit, as the server last gave or took it. The catalogue
 * puts goods in, the order sheet works on the whole; it outlives both pages.
 */
export const useBasket = defineStore('basket', () => {
  const session = useSession()
  const content = shallowRef<BasketContent>(emptyContent)
  const version = shallowRef(0)
  const savedAt = shallowRef<string | null>(null)
  /** The goods that its rows name, by pack. */
  const goods = shallowRef<ReadonlyMap<string, Goods>>(new Map())
  const mayBuy = computed(() => session.may(readBasket.access))
  let last: Promise<unknown> = Promise.resolve()

  /** One act after the other: two goods put in quickly must not undo each other. */
  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const own = last.then(act)
    last = own.catch(() => {})
    return own
  }

  function take(basket: Basket): void {
    const { lines, openRows, channelId, neededOn, note, list, correctsId } = basket
    content.value = { lines, openRows, channelId, neededOn, note, list, correctsId }
    version.value = basket.version
    savedAt.value = basket.updatedAt
    learn(basket.goods)
  }

  function learn(more: readonly Goods[]): void {
    if (more.length === 0) return
    goods.value = new Map([...goods.value, ...more.map((pack) => [pack.packId, pack] as const)])
  }

  async function read(): Promise<BasketContent> {
    take(await call(readBasket, {}))
    return content.value
  }

  /** Writes; where the basket has changed elsewhere, what comes of both. */
  async function write(mine: BasketContent): Promise<Saving> {
    let next = mine
    for (let round = 1; ; round += 1) {
      const base = content.value
      if (areSame(next, base)) return { content: next, conflicts: [] }
      try {
        take(await call(saveBasket, { body: { ...next, version: version.value } }))
        return { content: content.value, conflicts: [] }
      } catch (thrown) {
        const isStale = thrown instanceof ApiProblem && thrown.code === 'stale_version'
        if (!isStale || round === mostRounds) throw thrown
      }
      const { merged, conflicts } = mergeBaskets(base, next, await read())
      if (conflicts.length > 0) return { content: merged, conflicts }
      next = merged
    }
  }

  function load(): Promise<BasketContent> {
    return inTurn(read)
  }

  /** Reads the basket first: it may have grown on another device. */
  function add(packId: string, quantity: number): Promise<void> {
    return inTurn(async () => {
      await write(withMore(await read(), packId, quantity))
    })
  }

  /** The basket is this from now on, or what comes of it and of what another tab has changed. */
  function save(mine: BasketContent): Promise<Saving> {
    return inTurn(() => write(mine))
  }

  function quantityOf(packId: string): number {
    return content.value.lines.find((line) => line.packId === packId)?.quantity ?? 0
  }

  const lineCount = computed(() => content.value.lines.length)
  /** At the prices of single packs, without freight: what it costs says the order sheet. */
  const sumCents = computed(() =>
    content.value.lines.reduce(
      (sum, { packId, quantity }) =>
        sum + (goods.value.get(packId)?.priceCents ?? 0) * (quantity ?? 0),
      0,
    ),
  )

  // Another person's or unit's basket is not this one.
  watch(
    () => `${session.person?.id} ${session.acting?.organisationId}`,
    () => {
      content.value = emptyContent
      version.value = 0
      savedAt.value = null
    },
  )

  return {
    ...{ content, goods, savedAt, mayBuy, lineCount, sumCents },
    ...{ load, add, save, learn, quantityOf },
  }
})

function withMore(before: BasketContent, packId: string, quantity: number): BasketContent {
  const same = before.lines.find((line) => line.packId === packId)
  const more = { packId, quantity: (same?.quantity ?? 0) + quantity, text: '', rounded: false }
  const lines = same
    ? before.lines.map((line) => (line === same ? more : line))
    : [...before.lines, more]
  return { ...before, lines, list: null }
}
