import { peopleNames } from '../accounts/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader } from '../platform/db/transaction.ts'

/** The organisation that issues a document, or the person where there is none. */
export async function issuerOf(reader: Reader, { actor }: Context): Promise<string> {
  const { personId, organisationId } = actor
  if (organisationId === null) return (await peopleNames(reader, [personId])).get(personId) ?? ''
  return (await organisationNames(reader, [organisationId])).get(organisationId) ?? ''
}

/** Who makes a document, as it stands on it: the person and the organisation. */
export async function makerOf(reader: Reader, { actor }: Context): Promise<string> {
  const { personId, organisationId } = actor
  const people = await peopleNames(reader, [personId])
  const organisations =
    organisationId === null ? null : await organisationNames(reader, [organisationId])
  const names = [organisations?.get(organisationId ?? ''), people.get(personId)]
  return names.filter((name) => name !== undefined).join(' ')
}
