import type { AuditEntry } from '../../shared/evidence/evidence.api.ts'
import type { Actor } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader } from '../platform/db/transaction.ts'
import { type AuditQuery, auditPage } from './audit.queries.ts'
import { auditScope } from './evidence.policy.ts'

type Names = ReadonlyMap<string, string>

/** How people and organisations are called; the domains that know lend it. */
export interface Naming {
  people(reader: Reader, ids: readonly string[]): Promise<Names>
  organisations(reader: Reader, ids: readonly string[]): Promise<Names>
  keys(reader: Reader, ids: readonly string[]): Promise<Names>
}

/** A page of the audit log within the actor's scope, the latest first, with names. */
export async function listAudit(
  reader: Reader,
  input: { actor: Actor; query: AuditQuery; naming: Naming },
) {
  const { query, naming } = input
  const { organisationId } = auditScope(input.actor)
  const { rows, total } = await auditPage(reader, { ...query, organisationId })
  const people = await naming.people(reader, distinct(rows.map(({ entry }) => entry.personId)))
  const organisations = await naming.organisations(
    reader,
    distinct(rows.map(({ entry }) => entry.organisationId)),
  )
  const keys = await naming.keys(reader, distinct(rows.map(({ entry }) => entry.keyId)))
  const view = ({ entry }: (typeof rows)[number]): AuditEntry => ({
    ...entry,
    at: entry.at.toISOString(),
    personName: people.get(entry.personId ?? '') ?? null,
    organisationName: organisations.get(entry.organisationId ?? '') ?? null,
    keyName: keys.get(entry.keyId ?? '') ?? null,
  })
  return pageOf(rows, query, view, { total })
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))]
}
