import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { ContactGrant } from '../organisations/index.ts'
import { queryRow } from '../platform/db/rows.ts'

const knownRow = z.object({ isKnown: z.boolean() })

/** A seller sees the contact persons of a unit that has ordered from it (§11.6). */
export const hasOrdersWith: ContactGrant = async (reader, { actor }, unitId) => {
  const { organisationKind, organisationId } = actor
  if (organisationKind !== 'cooperative' || organisationId === null) return false
  const row = await queryRow(
    reader,
    knownRow,
    sql`select exists (select from orders.purchase_orders
      where unit_id = ${unitId} and cooperative_id = ${organisationId}) as is_known`,
  )
  return row?.isKnown ?? false
}
