import { type SQL, sql } from 'drizzle-orm'
import type { Actor } from '../platform/context.ts'
import { liesWithin, waitingRow } from '../platform/db/waiting.ts'

/** What waits for an actor in organisations: a row of kind and number each. */
export function waitingInOrganisations({ organisationKind, divisionCode }: Actor): SQL[] {
  if (organisationKind === 'platform')
    return [
      // A county recommends before the platform admits.
      admissions(sql`state = 'recommended'`, sql`true`),
      changes(sql`true`, sql`true`),
    ]
  if (organisationKind !== 'authority') return []
  const inCounty = liesWithin(sql`county_code`, divisionCode)
  const inArea = liesWithin(sql`division_code`, divisionCode)
  return [
    admissions(sql`${inCounty} and state = 'applied'`, inArea),
    changes(sql`division_code is not null and ${inArea}`, inCounty),
  ]
}

/** Cooperatives by their state, and units, which either of both admits. */
const admissions = (ofCooperatives: SQL, ofUnits: SQL) =>
  waitingRow(
    'admissions',
    sql`from (select 1 from organisations.cooperatives where ${ofCooperatives}
      union all select 1 from organisations.unit_applications
      where ${ofUnits} and state = 'applied') as undecided`,
  )

const changes = (ofChanges: SQL, ofLicences: SQL) =>
  waitingRow(
    'changes',
    sql`from (select 1 from organisations.proposed_changes where ${ofChanges} and state = 'proposed'
      union all select 1 from organisations.licences where ${ofLicences} and state = 'submitted')
      as undecided`,
  )
