import { computed, watch } from 'vue'
import { useBasket } from '../catalogue/basket.store.ts'
import { useLoad } from '../platform/use-load.ts'
import { arrange, type OrderRequest, refusalsByPack } from './sheet-quote.ts'
import { useLater } from './use-later.ts'
import { usePlacing } from './use-placing.ts'
import { useQuote } from './use-quote.ts'
import { useSheetHeader } from './use-sheet-header.ts'
import { useSheetRows } from './use-sheet-rows.ts'

/** How long the sheet waits for the next change before it keeps the rows as the basket. */
const quietMilliseconds = 1_200

/**
 * The quick-order sheet: rows edited in place, priced and checked by the server as they change,
 * kept as the person's basket so that another device finds them, and placed.
 */
export function useOrderSheet() {
  const basket = useBasket()
  const rows = useSheetRows()
  const header = useSheetHeader()

  const start = useLoad(async () => {
    const [channels, lines] = await Promise.all([header.loadChannels(), basket.load()])
    rows.addLines(lines)
    return { channels }
  })
  const keep = useLater(quietMilliseconds, () => basket.replace(rows.lines.value), 'do')
  watch(rows.lines, () => {
    if (start.data.value !== null) keep.soon()
  })

  const request = computed<OrderRequest | null>(() => {
    const lines = rows.lines.value
    const channelId = header.channelId.value
    if (lines.length === 0 || channelId === '') return null
    return { channelId, neededOn: header.neededOn.value, lines }
  })
  const quote = useQuote(request)
  watch(quote.latest, (quoted) => {
    header.proposeDay(quoted?.quote.orders.map((order) => order.earliestDay) ?? [])
  })
  /** Whether the sheet may be placed: quoted in its current state, no refusals, no open row. */
  const quotedWhole = computed(() =>
    rows.complete.value && quote.current.value?.quote.refusals.length === 0
      ? quote.current.value
      : null,
  )
  const placing = usePlacing({ request, quoted: quotedWhole, note: header.note })

  const refusals = computed(() => {
    const { refused } = placing
    if (refused.value) return refusalsByPack(refused.value.request, refused.value.fields)
    const quoted = quote.latest.value
    return refusalsByPack(quoted?.request ?? null, quoted?.quote.refusals ?? [])
  })

  async function place() {
    const requisition = await placing.run()
    if (requisition === null) return null
    rows.removeLines(requisition.request.lines)
    keep.now()
    return requisition.requisition
  }

  return {
    start,
    header,
    rows,
    quote,
    placing: { ...placing, run: place },
    arranged: computed(() => arrange(rows.rows.value, quote.latest.value, refusals.value)),
    refusals,
  }
}
