import { computed, watch } from 'vue'
import { useBasket } from '../catalogue/basket.store.ts'
import type { BasketContent } from '../catalogue/merge-baskets.ts'
import { useLoad } from '../platform/use-load.ts'
import { arrange, type OrderRequest, refusalsByPack } from './sheet-quote.ts'
import { useAgain } from './use-again.ts'
import { useKeptBasket } from './use-kept-basket.ts'
import { usePlacing } from './use-placing.ts'
import { useQuote } from './use-quote.ts'
import { useSheetHeader } from './use-sheet-header.ts'
import { useSheetRows } from './use-sheet-rows.ts'

/**
 * The quick-order sheet: rows edited in place, priced and checked by the server as they change,
 * kept as the person's basket so that another device finds them, and placed.
 */
export function useOrderSheet() {
  const basket = useBasket()
  const rows = useSheetRows()
  const header = useSheetHeader()

  function adopt(content: BasketContent): void {
    rows.adopt(content)
    header.adopt(content)
  }

  const start = useLoad(async () => {
    const [channels, loaded] = await Promise.all([header.loadChannels(), basket.load()])
    adopt(loaded)
    return { channels }
  })
  const content = computed<BasketContent | null>(() => {
    if (start.data.value === null) return null
    const lines = [...rows.rows.value]
    const openRows = [...rows.open.value]
    const { list } = rows
    const correctsId = header.correctsId.value
    return { lines, openRows, ...header.kept.value, list: list.value, correctsId }
  })
  const kept = useKeptBasket({ content, adopt })

  const request = computed<OrderRequest | null>(() => {
    const lines = rows.lines.value
    const channelId = header.channelId.value
    const neededOn = header.neededOn.value
    if (lines.length === 0 || channelId === '' || neededOn === '') return null
    return { channelId, neededOn, lines }
  })
  const quote = useQuote(request)
  watch(quote.latest, (quoted) => {
    header.proposeDay(quoted?.quote.orders.map((order) => order.earliestDay) ?? [])
  })
  /** Whether the sheet may be placed: quoted in its current state, no refusals, no open row. */
  const quotedWhole = computed(() => {
    const quoted = quote.current.value
    const isDecided = rows.complete.value && kept.conflicts.value.length === 0
    return isDecided && quoted?.quote.refusals.length === 0 ? quoted : null
  })
  const { note, correctsId } = header
  const placing = usePlacing({ request, quoted: quotedWhole, note, correctsId })

  const refusals = computed(() => {
    const { refused } = placing
    if (refused.value) return refusalsByPack(refused.value.request, refused.value.fields)
    const quoted = quote.latest.value
    return refusalsByPack(quoted?.request ?? null, quoted?.quote.refusals ?? [])
  })

  const goods = computed(() => basket.goods)
  const arranged = computed(() =>
    arrange(rows.rows.value, goods.value, quote.latest.value, refusals.value),
  )

  async function place() {
    const requisition = await placing.run()
    if (requisition === null) return null
    rows.removeLines(requisition.request.lines)
    header.adopt({ ...header.kept.value, neededOn: null, note: '', correctsId: null })
    await kept.refresh()
    return requisition.requisition
  }

  const shown = { again: useAgain({ rows, header }), arranged, refusals, goods }
  return { start, header, rows, kept, quote, placing: { ...placing, run: place }, ...shown }
}
