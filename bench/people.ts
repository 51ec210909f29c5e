import { addMembership, createPerson } from '../server/accounts/index.ts'
import { systemActor } from '../server/platform/context.ts'
import { type Database, transaction } from '../server/platform/db/transaction.ts'
import { newId } from '../server/platform/ids.ts'
import type { OrganisationKind, Role } from '../shared/roles.ts'

export interface Member {
  kind: OrganisationKind
  organisationId: string
  role: Role
}

export const password = 'bench-2026-harvest'

let people = 0

/** Somebody who signs in with the bench's password; gives their login. */
export async function memberWhoSignsIn(
  db: Database,
  { kind, organisationId, role }: Member,
): Promise<string> {
  people += 1
  const email = `person-${people}@bench.test`
  const context = { actor: systemActor, requestId: 'bench', now: new Date(), newId }
  await transaction(db, async (tx) => {
    const person = { name: '李明', email, phone: null, password }
    const { personId } = await createPerson(tx, context, person)
    await addMembership(tx, context, {
      personId,
      organisationId,
      organisationKind: kind,
      organisationName: '示例',
      roles: [role],
      divisionCode: role === 'official' ? '500101' : null,
    })
  })
  return email
}
