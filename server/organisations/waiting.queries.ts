import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'
import { liesWithin, waitingRow } from '../platform/db/waiting.ts'

/** What waits for an actor in organisations: a row of kind and number each. */
export function waitingInOrganisations({ organisationKind, divisionCode }: Actor): SQL[] {
  if (organisationKind === 'platform')
    return [
      // A county recommends before the platform admits.
      waitingRow('admissions', sql`from organisations.cooperatives where state = 'recommended'`),
      changes(sql`true`, sql`true`),
    ]
  if (organisationKind !== 'authority') return []
  const inCounty = liesWithin(sql`county_code`, divisionCode)
  const inArea = liesWithin(sql`division_code`, divisionCode)
  return [
    waitingRow(
      'admissions',
      sql`from organisations.cooperatives where ${inCounty} and state = 'applied'`,
    ),
    changes(sql`division_code is not null and ${inArea}`, inCounty),
  ]
}

const changes = (ofChanges: SQL, ofLicences: SQL) =>
  waitingRow(
    'changes',
    sql`from (select 1 from organisations.proposed_changes where ${ofChanges} and state = 'proposed'
      union all select 1 from organisations.licences where ${ofLicences} and state = 'submitted')
      as undecided`,
  )
