import type { Actor } from '../../../server/platform/context.ts'
import type { Role } from '../../../shared/roles.ts'
import type { TestDatabase } from '../database.ts'
import { aMember } from './accounts.ts'

/** A further person of an organisation who can sign in at a page, and as whom. */
export async function aSignIn(
  database: TestDatabase,
  given: {
    like: Actor
    roles: readonly Role[]
    name: string
    organisationName: string
    password: string
  },
): Promise<string> {
  const { like, ...member } = given
  const organisationId = like.organisationId as string
  const { email } = await aMember(database, { ...member, organisationId })
  return email
}
