import { ref } from 'vue'
import { matchRows } from '../../shared/orders/basket.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { type OpenRow, rowsOfPaste, type SheetRow } from './sheet-rows.ts'

/** Rows pasted out of a spreadsheet; those that mean several goods stay open until settled. */
export function usePaste(add: (rows: readonly SheetRow[]) => void) {
  const open = ref<readonly OpenRow[]>([])
  /** The pasted or typed text; lines that were not understood stay in the field. */
  const pasted = ref('')
  let lastKey = 0

  function nextKey(): number {
    lastKey += 1
    return lastKey
  }

  const paste = useAct(async () => {
    const text = pasted.value
    const answer = await call(matchRows, { body: { text } })
    const rows = rowsOfPaste(answer.rows, nextKey)
    add(rows.rows)
    open.value = [...open.value, ...rows.open]
    if (pasted.value === text) pasted.value = ''
  })

  /** An open row is told which goods it means. */
  function choose(key: number, packId: string): void {
    const chosen = open.value.find((row) => row.key === key)
    if (chosen === undefined) return
    const { text, quantity, rounded } = chosen
    discard(key)
    add([{ packId, text, quantity, rounded }])
  }

  function discard(key: number): void {
    open.value = open.value.filter((row) => row.key !== key)
  }

  return { open, pasted, paste, choose, discard }
}
