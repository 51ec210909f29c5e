import { computed, type Ref, ref, shallowRef } from 'vue'
import { matchRows, setSheetColumn } from '../../shared/orders/basket.api.ts'
import type { ColumnKind } from '../../shared/orders/orders.schemas.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import {
  type MatchedSheet,
  type OpenRow,
  rowsOfPaste,
  type SheetRow,
  withRows,
} from './sheet-rows.ts'

/** The last list that was read, and the rows before and after it: it can be read anew. */
interface LastPaste {
  text: string
  columns: MatchedSheet['columns']
  before: { rows: readonly SheetRow[]; open: readonly OpenRow[] }
  after: { rows: readonly SheetRow[]; open: readonly OpenRow[] }
}

/** Rows pasted out of a spreadsheet; those that mean several goods stay open until settled. */
export function usePaste(rows: Ref<readonly SheetRow[]>) {
  const open = shallowRef<readonly OpenRow[]>([])
  /** The pasted or typed text; lines that were not understood stay in the field. */
  const pasted = ref('')
  let lastKey = 0

  function nextKey(): number {
    lastKey += 1
    return lastKey
  }

  const last = shallowRef<LastPaste | null>(null)
  /** The columns of the last list, as long as nothing was changed since. */
  const columns = computed(() => {
    const after = last.value?.after
    const isUnchanged = after?.rows === rows.value && after.open === open.value
    return isUnchanged ? (last.value?.columns ?? []) : []
  })

  async function read(text: string): Promise<void> {
    take(text, await call(matchRows, { body: { text } }))
  }

  function take(text: string, answer: MatchedSheet): void {
    const before = { rows: rows.value, open: open.value }
    const added = rowsOfPaste(answer.rows, nextKey)
    rows.value = withRows(rows.value, added.rows)
    open.value = [...open.value, ...added.open]
    const after = { rows: rows.value, open: open.value }
    last.value = { text, columns: answer.columns, before, after }
  }

  const paste = useAct(async () => {
    // What is pasted while the server reads is read next; what is typed meanwhile stays.
    for (let text = pasted.value; text.trim() !== ''; text = listIn(pasted.value)) {
      await read(text)
      if (pasted.value.startsWith(text)) pasted.value = pasted.value.slice(text.length).trimStart()
    }
  })

  /**
   * Says what a column of the last list holds, and reads the list anew. Its rows stay until the
   * answer is there, and for good where anything was changed or pasted meanwhile.
   */
  const setColumn = useAct(async (title: string, kind: ColumnKind) => {
    const again = last.value
    await call(setSheetColumn, { body: { title, kind } })
    if (again === null || columns.value.length === 0) return
    const answer = await call(matchRows, { body: { text: again.text } })
    if (last.value !== again || columns.value.length === 0) return
    rows.value = again.before.rows
    open.value = again.before.open
    take(again.text, answer)
  })

  /** An open row is told which goods it means. */
  function choose(key: number, packId: string): void {
    const chosen = open.value.find((row) => row.key === key)
    if (chosen === undefined) return
    const { text, quantity, rounded } = chosen
    discard(key)
    rows.value = withRows(rows.value, [{ packId, text, quantity, rounded }])
  }

  function discard(key: number): void {
    open.value = open.value.filter((row) => row.key !== key)
  }

  return { open, pasted, paste, columns, setColumn, choose, discard }
}

/** A text of several rows or cells; anything less is still being typed. */
function listIn(text: string): string {
  return /[\n\t]/.test(text) ? text : ''
}
