import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'
import { waitingRow } from '../platform/db/waiting.ts'

/** What waits for an actor in deliveries: a row of kind and number each. */
export function waitingInDeliveries({ organisationKind, organisationId }: Actor): SQL[] {
  if (organisationKind === 'unit')
    return [
      waitingRow(
        'shipments',
        sql`from deliveries.shipments where unit_id = ${organisationId}
          and state in ('prepared', 'dispatched') and state = 'dispatched'`,
      ),
    ]
  if (organisationKind !== 'cooperative') return []
  const undecided = sql`cooperative_id = ${organisationId} and state = 'recorded'`
  return [
    waitingRow(
      'returns',
      sql`from (select 1 from deliveries.goods_returns where ${undecided}
        union all select 1 from deliveries.weight_surpluses where ${undecided}) as undecided`,
    ),
  ]
}
