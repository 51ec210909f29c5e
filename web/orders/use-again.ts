import { type Ref, shallowRef } from 'vue'
import type { Result } from '../../shared/endpoint.ts'
import { readEarlierOrder, readLastOrder } from '../../shared/orders/basket.api.ts'
import { readTemplate } from '../../shared/orders/templates.api.ts'
import { dayOf } from '../../shared/scalars.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import type { BasketLine } from './sheet-rows.ts'

export type LineAgain = Result<typeof readLastOrder>['lines'][number]

/**
 * Bringing earlier rows into the sheet: of the last order, of any one, of a template, or of a
 * rejected requisition that is corrected. What has changed since is said, and nothing left out.
 */
export function useAgain(sheet: {
  rows: { addLines: (lines: readonly (BasketLine & { productName?: string })[]) => void }
  header: {
    note: Ref<string>
    channelId: Ref<string>
    neededOn: Ref<string>
    correctsId: Ref<string | null>
  }
}) {
  /** The lines that are not what they were. */
  const changed = shallowRef<readonly LineAgain[]>([])

  function bring(lines: readonly LineAgain[]): void {
    sheet.rows.addLines(lines)
    changed.value = lines.filter(isChanged)
  }

  const last = useAct(async () => bring((await call(readLastOrder, {})).lines))
  const earlier = useAct(async (id: string) => {
    bring((await call(readEarlierOrder, { params: { id } })).lines)
  })
  const template = useAct(async (id: string) => {
    bring((await call(readTemplate, { params: { id } })).lines)
  })
  const correct = useAct(async (id: string) => {
    const former = await call(readEarlierOrder, { params: { id } })
    bring(former.lines)
    if (!former.mayCorrect) return
    const { header } = sheet
    header.correctsId.value = id
    header.channelId.value = former.channelId
    header.note.value = former.note
    if (former.neededOn > dayOf(new Date())) header.neededOn.value = former.neededOn
  })

  return { changed, last, earlier, template, correct }
}

function isChanged({ productName, packName, unitPriceCents, now }: LineAgain): boolean {
  return (
    !now.isForSale ||
    now.unitPriceCents !== unitPriceCents ||
    now.productName !== productName ||
    now.packName !== packName
  )
}
