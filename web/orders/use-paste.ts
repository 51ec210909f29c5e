import { computed, type Ref, ref, shallowRef } from 'vue'
import { matchRows } from '../../shared/orders/basket.api.ts'
import { useBasket } from '../catalogue/basket.store.ts'
import type { PastedList } from '../catalogue/merge-baskets.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import {
  type MatchedSheet,
  rowOfChoice,
  rowsOfPaste,
  type SheetState,
  withRows,
} from './sheet-rows.ts'
import { useListCorrections } from './use-list-corrections.ts'

/** The most columns of a list that are kept with the basket. */
const mostColumns = 200

/** The last list that was read, the sheet as it was then, and its figures without a unit. */
interface Last {
  list: PastedList
  after: SheetState
  bare: MatchedSheet['bare']
}

/** Rows pasted out of a spreadsheet; those that mean several goods stay open until settled. */
export function usePaste(sheet: {
  state: Ref<SheetState>
  change: (next: Partial<SheetState>) => void
}) {
  const basket = useBasket()
  /** The pasted or typed text; lines that were not understood stay in the field. */
  const pasted = ref('')
  /** The last list that was read, and the sheet as it was then. */
  const last = shallowRef<Last | null>(null)
  /** The last list, as long as nothing was changed since: it can be read anew. */
  const list = computed(() => (last.value?.after === sheet.state.value ? last.value.list : null))
  const columns = computed(() => list.value?.columns ?? [])
  const parts = computed(() => list.value?.parts ?? [])
  /** Figures without a unit: how many there are, and as what they were read. */
  const bare = computed(() => {
    if (list.value !== null && last.value?.bare) return last.value.bare
    const rows = sheet.state.value.open.filter(({ amount }) => amount?.kind === 'bare').length
    return rows === 0 ? null : { unit: null, rows }
  })

  const read = async (text: string) => take(text, await call(matchRows, { body: { text } }))

  function take(text: string, answer: MatchedSheet, from: SheetState = sheet.state.value): void {
    basket.learn(answer.rows.flatMap(({ candidates }) => candidates))
    const added = rowsOfPaste(answer.rows)
    sheet.change({ rows: withRows(from.rows, added.rows), open: [...from.open, ...added.open] })
    const before = { lines: [...from.rows], openRows: [...from.open] }
    const columns = answer.columns.slice(0, mostColumns)
    const read = { text, columns, parts: answer.parts ?? [], before }
    last.value = { list: read, after: sheet.state.value, bare: answer.bare }
  }

  const paste = useAct(async () => {
    // What is pasted while the server reads is read next; what is typed meanwhile stays.
    for (let text = pasted.value; text.trim() !== ''; text = listIn(pasted.value)) {
      await read(text)
      if (pasted.value.startsWith(text)) pasted.value = pasted.value.slice(text.length).trimStart()
    }
  })

  const { setColumn, setUnit, takeParts, readInstead } = useListCorrections({ sheet, list, take })

  /** An open row is told which goods it means. */
  function choose(key: string, packId: string): void {
    const { rows, open } = sheet.state.value
    const chosen = open.find((row) => row.key === key)
    if (chosen === undefined) return
    const pack = basket.goods.get(packId)
    const { text, quantity, rounded } = chosen
    const row = pack ? rowOfChoice(chosen, pack) : { packId, quantity, text, rounded }
    sheet.change({
      rows: withRows(rows, [row]),
      open: open.filter((row) => row !== chosen),
    })
  }

  function discard(key: string): void {
    sheet.change({ open: sheet.state.value.open.filter((row) => row.key !== key) })
  }

  /** The list that belongs to the sheet as it was just taken over. */
  function restore(kept: PastedList | null): void {
    last.value = kept && { list: kept, after: sheet.state.value, bare: null }
  }

  const corrected = { columns, setColumn, bare, setUnit, parts, takeParts, readInstead }
  return { pasted, paste, list, ...corrected, choose, discard, restore }
}

/** A text of several rows or cells; anything less is still being typed. */
function listIn(text: string): string {
  return /[\n\t]/.test(text) ? text : ''
}
