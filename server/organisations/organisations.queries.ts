import { and, eq, gte, inArray, isNull, lte, or, sql } from 'drizzle-orm'
import type { Reader } from '../platform/db/transaction.ts'
import {
  buyingChannels,
  cooperatives,
  licences,
  organisations,
  units,
} from './organisations.tables.ts'

const unitColumns = {
  id: organisations.id,
  name: organisations.name,
  creditCode: organisations.creditCode,
  divisionCode: organisations.divisionCode,
  isExample: organisations.isExample,
  parentId: units.parentId,
  unitType: units.unitType,
}

export type Unit = Awaited<ReturnType<typeof selectUnits>>[number]

export function selectUnits(reader: Reader, ids: readonly string[]) {
  return reader
    .select(unitColumns)
    .from(units)
    .innerJoin(organisations, eq(organisations.id, units.organisationId))
    .where(inArray(units.organisationId, [...ids]))
    .orderBy(organisations.id)
}

/** A unit and all below it; a cycle cannot arise, but would not hang this either. */
export async function selectUnitFamily(reader: Reader, unitId: string): Promise<string[]> {
  const rows = await reader.execute<{ id: string }>(sql`
    with recursive family as (
      select organisation_id as id from units where organisation_id = ${unitId}
      union
      select units.organisation_id from units join family on units.parent_id = family.id
    )
    select id from family order by id`)
  return rows.map((row) => row.id)
}

export type Channel = Awaited<ReturnType<typeof selectChannels>>[number]

export function selectChannels(reader: Reader, ids: readonly string[]) {
  return reader
    .select()
    .from(buyingChannels)
    .where(inArray(buyingChannels.id, [...ids]))
}

export type Cooperative = Awaited<ReturnType<typeof selectCooperatives>>[number]

export function selectCooperatives(reader: Reader, ids: readonly string[]) {
  return reader
    .select({
      id: organisations.id,
      name: organisations.name,
      creditCode: organisations.creditCode,
      divisionCode: organisations.divisionCode,
      isExample: organisations.isExample,
      cooperativeType: cooperatives.cooperativeType,
      legalRepresentative: cooperatives.legalRepresentative,
      bankName: cooperatives.bankName,
      bankAccount: cooperatives.bankAccount,
      countyCode: cooperatives.countyCode,
      state: cooperatives.state,
    })
    .from(cooperatives)
    .innerJoin(organisations, eq(organisations.id, cooperatives.organisationId))
    .where(inArray(cooperatives.organisationId, [...ids]))
    .orderBy(organisations.id)
}

/** The kinds of licence a cooperative holds that are valid on the day. */
export function selectValidLicences(reader: Reader, cooperativeId: string, onDay: string) {
  return reader
    .select({ kind: licences.kind, number: licences.number, validTo: licences.validTo })
    .from(licences)
    .where(
      and(
        eq(licences.cooperativeId, cooperativeId),
        lte(licences.validFrom, onDay),
        or(isNull(licences.validTo), gte(licences.validTo, onDay)),
      ),
    )
}

export function selectNames(reader: Reader, ids: readonly string[]) {
  return reader
    .select({ id: organisations.id, name: organisations.name })
    .from(organisations)
    .where(inArray(organisations.id, [...ids]))
}

export type Organisation = NonNullable<Awaited<ReturnType<typeof selectOrganisation>>>

export async function selectOrganisation(reader: Reader, id: string) {
  const [row] = await reader
    .select({
      id: organisations.id,
      kind: organisations.kind,
      name: organisations.name,
      divisionCode: organisations.divisionCode,
    })
    .from(organisations)
    .where(eq(organisations.id, id))
  return row
}
