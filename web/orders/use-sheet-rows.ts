import { computed, shallowRef } from 'vue'
import { readLastOrder } from '../../shared/orders/basket.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { type BasketLine, linesOf, rowOfLine, type SheetRow, withRows } from './sheet-rows.ts'
import { usePaste } from './use-paste.ts'

/** The rows of the order sheet, and the ways by which they come in, change and go. */
export function useSheetRows() {
  const rows = shallowRef<readonly SheetRow[]>([])
  const pasting = usePaste(rows)
  const lines = computed(() => linesOf(rows.value))
  /** Whether every row can be asked for as it stands. */
  const complete = computed(
    () => pasting.open.value.length === 0 && lines.value.length === rows.value.length,
  )

  function add(added: readonly SheetRow[]): void {
    rows.value = withRows(rows.value, added)
  }

  function addLines(added: readonly BasketLine[]): void {
    add(added.map(rowOfLine))
  }

  const repeatLast = useAct(async () => addLines((await call(readLastOrder, {})).lines))

  function setQuantity(packId: string, quantity: number | null): void {
    rows.value = rows.value.map((row) =>
      row.packId === packId ? { ...row, quantity, rounded: false } : row,
    )
  }

  function remove(packId: string): void {
    rows.value = rows.value.filter((row) => row.packId !== packId)
  }

  /** Takes out what was ordered; what came in meanwhile stays. */
  function removeLines(ordered: readonly BasketLine[]): void {
    const packIds = new Set(ordered.map((line) => line.packId))
    rows.value = rows.value.filter((row) => !packIds.has(row.packId))
  }

  return {
    rows,
    lines,
    complete,
    ...pasting,
    repeatLast,
    addLines,
    setQuantity,
    remove,
    removeLines,
  }
}
