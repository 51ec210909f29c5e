import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type WaitingKind, waitingKinds, waitingRoles } from '../../shared/notices/waiting.ts'
import type { Role } from '../../shared/roles.ts'
import { waitingInAssistance } from '../assistance/index.ts'
import { waitingInBilling } from '../billing/index.ts'
import { waitingInCatalogue } from '../catalogue/index.ts'
import { waitingInDeliveries } from '../deliveries/index.ts'
import { waitingInOrders } from '../orders/index.ts'
import { waitingInOrganisations } from '../organisations/index.ts'
import type { Actor } from '../platform/context.ts'
import { queryRows } from '../platform/db/rows.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { waitingInReports } from '../reports/index.ts'
import { waitingInReview } from '../review/index.ts'

const waitingRow = z.object({ kind: z.enum(waitingKinds), number: z.int() })

/**
 * How much of each kind waits for an actor in their roles, in one statement: its texts are as many
 * as there are kinds of organisations. Each kind is counted as far as it is shown.
 */
export async function countWaiting(
  reader: Reader,
  actor: Actor,
): Promise<Partial<Record<WaitingKind, number>>> {
  const parts: SQL[] = [
    ...waitingInOrganisations(actor),
    ...waitingInAssistance(actor),
    ...waitingInCatalogue(actor),
    ...waitingInOrders(actor),
    ...waitingInDeliveries(actor),
    ...waitingInBilling(actor),
    ...waitingInReview(actor),
    ...waitingInReports(actor),
  ]
  if (parts.length === 0) return {}
  const rows = await queryRows(reader, waitingRow, sql.join(parts, sql` union all `))
  const isTheirs = (kind: WaitingKind) => {
    const able: readonly Role[] = waitingRoles[kind]
    return actor.roles.some((role) => able.includes(role))
  }
  return Object.fromEntries(
    rows
      .filter(({ kind, number }) => number > 0 && isTheirs(kind))
      .map(({ kind, number }) => [kind, number]),
  )
}
