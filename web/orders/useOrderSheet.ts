import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import * as basketApi from '../../shared/orders/basket.api.ts'
import { placeRequisition, quoteRequisition } from '../../shared/orders/orders.api.ts'
import { unit as readUnit } from '../../shared/organisations/organisations.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { call } from '../platform/api.ts'
import type { ApiProblem } from '../platform/api-problem.ts'
import { useSession } from '../platform/session.store.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'
import {
  isAskable,
  newRow,
  type PricedRow,
  rowOf,
  type SheetGroup,
  type SheetRow,
  withRows,
} from './sheet-rows.ts'
import { useLater } from './useLater.ts'

const firstGuessDays = 3

/**
 * The quick-order sheet: rows edited in place, priced and checked by the server as they change,
 * and kept as the person's basket so that another device finds them.
 */
export function useOrderSheet() {
  const session = useSession()
  const rows = ref<SheetRow[]>([])
  const channelId = ref('')
  const neededOn = ref(dayOf(new Date(Date.now() + firstGuessDays * 86_400_000)))
  const dayChosen = ref(false)
  const note = ref('')
  const refused = shallowRef<ApiProblem | null>(null)
  /** The basket as the server has it, so that opening the sheet is no writing. */
  let kept = ''

  const start = useLoad(async () => {
    const unitId = session.acting?.organisationId ?? ''
    const [unit, basket] = await Promise.all([
      call(readUnit, { params: { unitId } }),
      call(basketApi.readBasket, {}),
    ])
    const open = unit.channels.filter((channel) => channel.closedAt === null)
    channelId.value ||= open[0]?.id ?? ''
    rows.value = basket.lines.map(newRow)
    kept = JSON.stringify(basket.lines)
    return { channels: open }
  })

  const asked = computed(() => rows.value.filter(isAskable))
  const quote = useLoad(async (signal) => {
    if (asked.value.length === 0 || channelId.value === '') return null
    const lines = asked.value.map(({ packId, quantity }) => ({ packId, quantity }))
    const body = { channelId: channelId.value, neededOn: neededOn.value, lines }
    const answer = await call(quoteRequisition, { body }, { signal })
    return { answer, keys: asked.value.map((row) => row.key) }
  })
  const price = useLater(300, quote.reload)
  const keep = useLater(1_200, saveBasket)
  watch([asked, channelId, neededOn], () => {
    refused.value = null
    price.soon()
  })
  watch(asked, () => keep.soon())
  onScopeDispose(() => keep.now())

  /** Until somebody chooses a day, the sheet proposes the first on which all can be there. */
  watch(quote.data, (now) => {
    const days = now?.answer.orders.map((order) => order.earliestDay) ?? []
    const latest = days.sort().at(-1)
    if (!dayChosen.value && latest !== undefined && latest > neededOn.value) neededOn.value = latest
  })

  const problems = computed(() => refused.value?.fields ?? quote.data.value?.answer.refusals ?? [])
  const priced = computed(() => new Map(rows.value.map((row) => [row.key, pricedRow(row)])))

  function pricedRow(row: SheetRow): PricedRow {
    const at = quote.data.value?.keys.indexOf(row.key) ?? -1
    const line = quote.data.value?.answer.lines.find((each) => each.index === at) ?? null
    const own = problems.value.filter(({ path }) => path[0] === 'lines' && path[1] === at)
    return { row, line: line?.packId === row.packId ? line : null, refusals: at < 0 ? [] : own }
  }

  const groups = computed<SheetGroup[]>(() =>
    (quote.data.value?.answer.orders ?? []).map((order) => ({
      order,
      rows: [...priced.value.values()].filter(
        ({ line }) => line?.cooperativeId === order.cooperative.id,
      ),
    })),
  )
  const unpriced = computed(() => [...priced.value.values()].filter(({ line }) => line === null))

  const match = useAct(async (text: string) => {
    const answer = await call(basketApi.matchRows, { body: { text } })
    add(answer.rows.map(rowOf))
    return answer.rows.length
  })

  const again = useAct(async () => {
    const { lines } = await call(basketApi.readLastOrder, {})
    add(
      lines.map(({ packId, quantity, productName }) =>
        newRow({ packId, quantity, text: productName }),
      ),
    )
    return lines.length
  })

  const place = useAct(async () => {
    const prices = new Map(
      quote.data.value?.answer.lines.map((line) => [line.packId, line.unitPriceCents]),
    )
    const lines = asked.value.map(({ packId, quantity }) => ({
      packId,
      quantity,
      expectedUnitPriceCents: prices.get(packId),
    }))
    const body = { channelId: channelId.value, neededOn: neededOn.value, note: note.value, lines }
    const placed = await call(placeRequisition, { body })
    rows.value = []
    return placed
  })
  watch(place.problem, (now) => {
    refused.value = now
  })

  function add(added: readonly SheetRow[]) {
    rows.value = withRows(rows.value, added)
  }

  function change(key: number, changed: Partial<SheetRow>) {
    rows.value = rows.value.map((row) => (row.key === key ? { ...row, ...changed } : row))
  }

  /** A pasted row is told which goods it means. */
  function choose(key: number, packId: string) {
    const row = rows.value.find((each) => each.key === key)
    if (row === undefined) return
    const rest = rows.value.filter((each) => each !== row)
    rows.value = withRows(rest, [{ ...row, packId, quantity: row.quantity }])
  }

  function remove(key: number) {
    rows.value = rows.value.filter((row) => row.key !== key)
  }

  async function saveBasket() {
    if (start.data.value === null) return
    const lines = asked.value.map(({ packId, quantity }) => ({ packId, quantity }))
    if (JSON.stringify(lines) === kept) return
    kept = JSON.stringify(lines)
    await call(basketApi.saveBasket, { body: { lines } })
  }

  const open = computed(() => rows.value.filter((row) => row.packId === null))
  const ready = computed(
    () =>
      asked.value.length > 0 &&
      asked.value.length === rows.value.length &&
      quote.data.value !== null &&
      problems.value.length === 0,
  )
  return {
    start,
    rows,
    open,
    groups,
    unpriced,
    quote,
    problems,
    channelId,
    neededOn,
    dayChosen,
    note,
    ready,
    match,
    again,
    place,
    change,
    choose,
    remove,
  }
}

export type OrderSheet = ReturnType<typeof useOrderSheet>
