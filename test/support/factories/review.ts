import { newId } from '../../../server/platform/ids.ts'
import { flagDecisions, flagLines, flags } from '../../../server/review/review.tables.ts'
import type { FlagState } from '../../../shared/review/flag-states.ts'
import type { TestDatabase } from '../database.ts'

export interface FlagAttributes {
  /** An order that stands in the database: all its lines are flagged. */
  purchaseOrderId: string
  state?: FlagState
  /** Who proposed to uphold it, or upheld it without a line to reverse. */
  decidedBy?: string
}

/** A flag as the check of minutes opens it. */
export async function aFlag(database: TestDatabase, attributes: FlagAttributes): Promise<string> {
  const { purchaseOrderId, state = 'open', decidedBy } = attributes
  const id = newId()
  const openedAt = new Date('2026-07-21T01:00:00Z')
  const [order] = await database.sql<{ unit_id: string; cooperative_id: string }[]>`
    select unit_id, cooperative_id from orders.purchase_orders where id = ${purchaseOrderId}`
  const lines = await database.sql<{ id: string }[]>`
    select id from orders.order_lines where purchase_order_id = ${purchaseOrderId} order by id`
  await database.db.insert(flags).values({
    ...{ id, rule: 'minutes', matter: id, edition: 1, supervisingCountyCode: '500237' },
    ...{ cooperativeId: order?.cooperative_id ?? '', unitId: order?.unit_id ?? '' },
    ...{ villageCodes: ['500237222213'], month: '2026-07', cents: 60_000, state, openedAt },
    evidence: { sides: [], threshold: null },
  })
  await database.db
    .insert(flagLines)
    .values(lines.map((line) => ({ flagId: id, orderLineId: line.id, purchaseOrderId })))
  if (decidedBy !== undefined)
    await database.db.insert(flagDecisions).values({
      ...{ id: newId(), flagId: id, reason: '查无此货', decidedBy, decidedAt: openedAt },
      act: state === 'upheld' ? 'uphold' : 'propose',
      orderLineIds: state === 'upheld' ? [] : lines.map((line) => line.id),
    })
  return id
}
