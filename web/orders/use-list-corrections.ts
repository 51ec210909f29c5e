import type { Ref } from 'vue'
import { matchRows, setSheetColumn } from '../../shared/orders/basket.api.ts'
import type { BareUnit, ColumnKind } from '../../shared/orders/basket.schemas.ts'
import { useBasket } from '../catalogue/basket.store.ts'
import type { PastedList } from '../catalogue/merge-baskets.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { inUnit, type MatchedSheet, type SheetState } from './sheet-rows.ts'

/** What a person states of the last list that was read: what its columns hold, and its unit. */
export function useListCorrections(paste: {
  sheet: { state: Ref<SheetState>; change: (next: Partial<SheetState>) => void }
  list: Readonly<Ref<PastedList | null>>
  take: (text: string, answer: MatchedSheet, from: SheetState) => void
}) {
  const { sheet, list, take } = paste
  const basket = useBasket()

  /**
   * States what a column of the last list holds, and reads the list anew. Its rows stay until the
   * answer is there, and for good where anything was changed or pasted meanwhile.
   */
  const setColumn = useAct(async (title: string, kind: ColumnKind) => {
    const again = list.value
    await call(setSheetColumn, { body: { title, kind } })
    if (again !== null) await readAgain(again, again.before.openRows)
  })

  async function readAgain(
    again: PastedList,
    open: SheetState['open'],
    { parts = titlesTaken(again), text = again.text } = {},
  ): Promise<void> {
    if (list.value !== again) return
    const answer = await call(matchRows, { body: { text, parts } })
    if (list.value !== again) return
    take(text, answer, { rows: again.before.lines, open })
  }

  /**
   * States what figures without a unit mean, from now on in all lists of the unit with this head. A
   * list that was changed since it was read is not read anew: the rows still open take the unit.
   */
  const setUnit = useAct(async (bareUnit: BareUnit) => {
    const again = list.value
    const title = again?.columns.find(({ kind }) => kind === 'quantity')?.title ?? ''
    if (again !== null) await call(setSheetColumn, { body: { title, kind: 'quantity', bareUnit } })
    if (again !== null && list.value === again)
      await readAgain(again, inUnit(again.before.openRows, bareUnit, basket.goods))
    else sheet.change({ open: inUnit(sheet.state.value.open, bareUnit, basket.goods) })
  })

  /** Chooses which days, meals or places of the last list are ordered; of this list alone. */
  const takeParts = useAct(async (titles: readonly string[]) => {
    const again = list.value
    if (again !== null) await readAgain(again, again.before.openRows, { parts: [...titles] })
  })

  /** Reads another list in the place of the last one: the same with what its sheet hides. */
  const readInstead = useAct(async (text: string) => {
    const again = list.value
    if (again !== null) await readAgain(again, again.before.openRows, { text })
  })

  return { setColumn, setUnit, takeParts, readInstead }
}

function titlesTaken({ parts = [] }: PastedList): string[] {
  return parts.filter(({ isTaken }) => isTaken).map(({ title }) => title)
}
