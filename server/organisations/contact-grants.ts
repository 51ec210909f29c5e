import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { maySeeContact } from './organisations.policy.ts'
import { selectUnitFamily } from './organisations.queries.ts'

/** A relation known to another domain that shows contact persons, such as an order (§11.6). */
export type ContactGrant = (
  reader: Reader,
  context: Context,
  organisationId: string,
) => Promise<boolean>

/**
 * Whether the contact persons of a unit are the actor's business: its own, those above it, and
 * whom another domain's relation names (§11.6).
 */
export async function isContactShown(
  reader: Reader,
  context: Context,
  unit: { id: string; divisionCode: string | null; parentId: string | null },
  grants: readonly ContactGrant[],
): Promise<boolean> {
  const { actor } = context
  if (maySeeContact(actor, unit)) return true
  if (
    unit.parentId !== null &&
    actor.organisationKind === 'unit' &&
    actor.organisationId !== null
  ) {
    const family = await selectUnitFamily(reader, actor.organisationId)
    if (family.includes(unit.id)) return true
  }
  for (const grant of grants) if (await grant(reader, context, unit.id)) return true
  return false
}
