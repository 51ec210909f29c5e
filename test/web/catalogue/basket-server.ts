import { AppError } from '../../../shared/errors.ts'
import { readBasket, saveBasket } from '../../../shared/orders/basket.api.ts'
import type { Goods } from '../../../web/catalogue/basket.store.ts'
import {
  type BasketContent,
  type BasketRow,
  emptyContent,
} from '../../../web/catalogue/merge-baskets.ts'
import type { FakeApi } from '../../support/fake-call.ts'

/** The basket as a server keeps it; `change` is what another tab or device does to it. */
export interface KeptBasket {
  content: BasketContent
  change: (change: Partial<BasketContent>) => void
}

export const rowOf = (packId: string, quantity: number | null): BasketRow => ({
  packId,
  quantity,
  text: '',
  rounded: false,
})

/** The rows as pairs, for comparing. */
export const pairsOf = (lines: readonly BasketRow[]) =>
  lines.map(({ packId, quantity }) => [packId, quantity])

/** A server with a basket: a save with an old version is refused. */
export function answerBasket(
  api: FakeApi,
  lines: readonly BasketRow[] = [],
  goods: Goods[] = [],
): KeptBasket {
  let version = 1
  const kept: KeptBasket = {
    content: { ...emptyContent, lines: [...lines] },
    change: (change) => {
      version += 1
      kept.content = { ...kept.content, ...change }
    },
  }
  const answer = () => ({ ...kept.content, version, updatedAt: '2026-11-22T01:00:00Z', goods })
  api.on(readBasket, answer)
  api.on(saveBasket, ({ body: { version: read, ...content } }) => {
    if (read !== version) throw new AppError('stale_version')
    const rows = content.lines.map(({ packId, quantity, text = '', rounded = false }) => {
      return { packId, quantity, text, rounded }
    })
    kept.change({ ...content, lines: rows })
    return answer()
  })
  return kept
}
