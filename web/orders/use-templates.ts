import type { Result } from '../../shared/endpoint.ts'
import {
  changeTemplate,
  createTemplate,
  listTemplates,
  removeTemplate,
} from '../../shared/orders/templates.api.ts'
import { call } from '../platform/api.ts'
import { useAct, useActs } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'
import type { BasketLine } from './sheet-rows.ts'

export type Template = Result<typeof listTemplates>['templates'][number]

/** The templates of the unit, which everybody who orders for it may use and change. */
export function useTemplates() {
  const load = useLoad((signal) => call(listTemplates, {}, { signal }))

  const create = useAct(async (name: string, lines: readonly BasketLine[]) => {
    await call(createTemplate, { body: { name, lines: [...lines] } })
    await load.reload()
  })
  /** Each template's own act, so that its problem stands at its row. */
  const actOf = useActs(
    async (id: string, { version }: Template, change: Change): Promise<void> => {
      const params = { id }
      if (change === 'remove') await call(removeTemplate, { params, body: { version } })
      else await call(changeTemplate, { params, body: { ...change, version } })
      await load.reload()
    },
  )
  return { ...load, create, actOf }
}

/** Another name, other rows, or away with it. */
export type Change = 'remove' | { name: string } | { lines: BasketLine[] }
