import { argon2Sync, randomBytes } from 'node:crypto'
import { createApiKey } from '../../../server/accounts/api-keys.ts'
import { addMembership, createPerson } from '../../../server/accounts/index.ts'
import { openSession } from '../../../server/accounts/open-session.ts'
import { personById, updatePerson } from '../../../server/accounts/session.queries.ts'
import { type Actor, systemActor } from '../../../server/platform/context.ts'
import { transaction } from '../../../server/platform/db/transaction.ts'
import { newId } from '../../../server/platform/ids.ts'
import type { KeyScope } from '../../../shared/key-scopes.ts'
import type { OrganisationKind, Role } from '../../../shared/roles.ts'
import { contextFor, signedIn } from '../app.ts'
import { testClock } from '../clock.ts'
import type { TestDatabase } from '../database.ts'

export interface MemberAttributes {
  organisationId: string
  roles: readonly Role[]
  organisationName?: string
  divisionCode?: string
  name?: string
  email?: string
  phone?: string
  /** Without one the person cannot sign in. */
  password?: string
  /** Since when they act for it; since now unless given. */
  since?: Date
  /** An already known person joins a further organisation. */
  personId?: string
}

/** A person who acts for an organisation that stands in the database; also as an actor. */
export async function aMember(database: TestDatabase, attributes: MemberAttributes) {
  const context = contextFor(systemActor, attributes.since)
  const actor = signedIn(attributes)
  const email = attributes.email ?? `p${newId().slice(-12)}@people.test`
  return transaction(database.db, async (tx) => {
    const person =
      attributes.personId === undefined
        ? await createPerson(tx, context, {
            name: attributes.name ?? '王小明',
            email,
            phone: attributes.phone ?? null,
            password: null,
          })
        : { personId: attributes.personId }
    const { personId } = person
    if (attributes.personId === undefined && attributes.password !== undefined)
      await updatePerson(tx, personId, { passwordHash: quickHash(attributes.password) })
    const { membershipId } = await addMembership(tx, context, {
      personId: person.personId,
      organisationId: attributes.organisationId,
      organisationKind: actor.organisationKind ?? 'unit',
      organisationName: attributes.organisationName ?? '下庄镇人民政府',
      roles: attributes.roles,
      divisionCode: attributes.divisionCode ?? null,
    })
    return { personId, membershipId, email, actor: { ...actor, personId } }
  })
}

/**
 * A hash as the program makes them, which took 20 ms to make and as long at every sign-in; this
 * one, of the fewest passes over the least memory, takes none.
 */
function quickHash(password: string): string {
  const nonce = randomBytes(16)
  const message = password.normalize('NFKC')
  const cost = { memory: 8, passes: 1, parallelism: 1, tagLength: 32 }
  const tag = argon2Sync('argon2id', { message, nonce, ...cost })
  const encode = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  return `$argon2id$v=19$m=8,t=1,p=1$${encode(nonce)}$${encode(tag)}`
}

/** An organisation that stands in the database by its bare row only. */
export async function anOrganisation(
  database: TestDatabase,
  attributes: { kind?: OrganisationKind; name?: string; id?: string } = {},
): Promise<string> {
  const id = attributes.id ?? newId()
  await database.sql`
    insert into organisations.organisations (id, kind, name, created_at)
    values (${id}, ${attributes.kind ?? 'unit'}, ${attributes.name ?? '下庄镇人民政府'}, ${testClock()})`
  return id
}

/** A session of a person who stands in the database; the id is for an actor's `sessionId`. */
export async function aSession(database: TestDatabase, personId: string): Promise<string> {
  const device = { userAgent: 'test', address: '10.0.0.1' }
  return transaction(database.db, async (tx) => {
    const person = await personById(tx, personId)
    if (person === undefined) throw new Error('a session of nobody')
    const { open } = await openSession(tx, contextFor(systemActor), { person, device })
    return open.sessionId
  })
}

/** A key that somebody who stands in the database made for a program of their organisation's. */
export function anApiKey(
  database: TestDatabase,
  attributes: { by: Actor; scopes: KeyScope[]; name?: string },
) {
  const { by, scopes, name = '财务系统' } = attributes
  return transaction(database.db, async (tx) => {
    const input = { name, scopes, expiresOn: '2026-12-31' }
    const { key, apiKey } = await createApiKey(tx, contextFor(by), input)
    return { key, keyId: apiKey.keyId }
  })
}
