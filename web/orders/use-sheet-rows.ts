import { computed, shallowRef } from 'vue'
import type { BasketContent } from '../catalogue/merge-baskets.ts'
import {
  type BasketLine,
  linesOf,
  rowOfLine,
  type SheetRow,
  type SheetState,
  withRows,
} from './sheet-rows.ts'
import { usePaste } from './use-paste.ts'

/** So many changes can be taken back. */
const mostUndone = 50

/** The rows of the order sheet, and the ways by which they come in, change and go. */
export function useSheetRows() {
  const state = shallowRef<SheetState>({ rows: [], open: [] })
  const earlier = shallowRef<readonly SheetState[]>([])
  const rows = computed(() => state.value.rows)
  const open = computed(() => state.value.open)
  const lines = computed(() => linesOf(rows.value))
  /** Rows whose quantity has still to be filled in. */
  const unfilled = computed(() => rows.value.length - lines.value.length)
  /** Whether every row can be asked for as it stands. */
  const complete = computed(() => open.value.length === 0 && unfilled.value === 0)

  /** A change by a person, who may take it back. */
  function change(next: Partial<SheetState>): void {
    earlier.value = [...earlier.value.slice(1 - mostUndone), state.value]
    state.value = { ...state.value, ...next }
  }

  function undo(): void {
    const before = earlier.value.at(-1)
    if (before === undefined) return
    earlier.value = earlier.value.slice(0, -1)
    state.value = before
  }

  const pasting = usePaste({ state, change })

  function addLines(added: readonly BasketLine[]): void {
    change({ rows: withRows(rows.value, added.map(rowOfLine)) })
  }

  function setQuantity(packId: string, quantity: number | null): void {
    const changed = (row: SheetRow) =>
      row.packId === packId ? { ...row, quantity, rounded: false } : row
    change({ rows: rows.value.map(changed) })
  }

  function remove(packId: string): void {
    change({ rows: rows.value.filter((row) => row.packId !== packId) })
  }

  function clear(): void {
    change({ rows: [], open: [] })
  }

  /** Takes out what was ordered; what came in meanwhile stays. An order is not undone here. */
  function removeLines(ordered: readonly BasketLine[]): void {
    const packIds = new Set(ordered.map((line) => line.packId))
    const left = rows.value.filter((row) => !packIds.has(row.packId))
    state.value = { ...state.value, rows: left }
    earlier.value = []
  }

  /** The sheet is what the basket holds. What another tab has done is not undone here. */
  function adopt({ lines: kept, openRows, list }: BasketContent): void {
    state.value = { rows: kept, open: openRows }
    earlier.value = []
    pasting.restore(list)
  }

  return {
    ...{ rows, open, lines, unfilled, complete },
    ...pasting,
    ...{ addLines, setQuantity, remove, clear, removeLines, adopt, undo },
    canUndo: computed(() => earlier.value.length > 0),
  }
}
