import { and, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { organisationKind } from '../../shared/roles.ts'
import { arrayOf, execute, isAnyOf, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { buyingChannels, cooperatives, organisations, units } from './organisations.tables.ts'

const unitColumns = {
  id: organisations.id,
  name: organisations.name,
  creditCode: organisations.creditCode,
  divisionCode: organisations.divisionCode,
  isExample: organisations.isExample,
  parentId: units.parentId,
  unitType: units.unitType,
}

/** A unit with its place among other units. */
export type Unit = Awaited<ReturnType<typeof selectUnits>>[number]

export function selectUnits(reader: Reader, ids: readonly string[]) {
  return reader
    .select(unitColumns)
    .from(units)
    .innerJoin(organisations, eq(organisations.id, units.organisationId))
    .where(isAnyOf(units.organisationId, ids))
    .orderBy(organisations.id)
}

/** A unit and all below it; a cycle cannot arise, but would not hang this either. */
export async function selectUnitFamily(reader: Reader, unitId: string): Promise<string[]> {
  const rows = await queryRows(
    reader,
    z.object({ id: z.uuid() }),
    sql`with recursive family as (
      select organisation_id as id from organisations.units where organisation_id = ${unitId}
      union
      select units.organisation_id from organisations.units join family
        on units.parent_id = family.id
    )
    select id from family order by id`,
  )
  return rows.map((row) => row.id)
}

/** One of the ways in which a unit buys. */
export type Channel = Awaited<ReturnType<typeof selectChannels>>[number]

/** Buying channels, closed ones too, in no order; unknown ids are missing. */
export function selectChannels(reader: Reader, ids: readonly string[]) {
  return reader.select().from(buyingChannels).where(isAnyOf(buyingChannels.id, ids))
}

/** A cooperative with the state of its admission. */
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
    .where(isAnyOf(cooperatives.organisationId, ids))
    .orderBy(organisations.id)
}

export function selectNames(reader: Reader, ids: readonly string[]) {
  return reader
    .select({ id: organisations.id, name: organisations.name })
    .from(organisations)
    .where(isAnyOf(organisations.id, ids))
}

/**
 * The ids of organisations of a kind in a county that hold a name which looks the same. Of two
 * that register one name at once the second one waits here, and sees the first.
 */
export async function selectNamesakes(
  tx: Transaction,
  { kind, name, countyCode }: { kind: string; name: string; countyCode: string },
): Promise<string[]> {
  const key = sql`organisations.name_key(${name})`
  await execute(tx, sql`select pg_advisory_xact_lock(hashtextextended(${kind} || ${key}, 0))`)
  const rows = await queryRows(
    tx,
    z.object({ id: z.uuid() }),
    sql`select id from organisations.organisations
    where organisations.name_key(name) = ${key} and kind = ${kind} and holds_identity
      and starts_with(coalesce(division_code, ''), ${countyCode})`,
  )
  return rows.map((row) => row.id)
}

/** The ids of the organisations of a kind that hold a credit code; applications hold none. */
export async function selectHoldersOfCode(
  reader: Reader,
  { kind, creditCode }: { kind: Organisation['kind']; creditCode: string },
): Promise<string[]> {
  const { id } = organisations
  const rows = await reader
    .select({ id })
    .from(organisations)
    .where(
      and(
        eq(organisations.creditCode, creditCode),
        eq(organisations.kind, kind),
        sql`organisations.holds_identity`,
      ),
    )
  return rows.map((row) => row.id)
}

/** The organisations that run the platform. */
export async function selectPlatforms(reader: Reader): Promise<string[]> {
  const { id, kind } = organisations
  const rows = await reader
    .select({ id })
    .from(organisations)
    .where(eq(kind, 'platform'))
    .orderBy(id)
  return rows.map((row) => row.id)
}

export async function insertOrganisation(
  tx: Transaction,
  row: typeof organisations.$inferInsert,
): Promise<void> {
  await tx.insert(organisations).values(row)
}

export async function insertUnit(tx: Transaction, row: typeof units.$inferInsert): Promise<void> {
  await tx.insert(units).values(row)
}

/** An organisation of any kind. */
export type Organisation = NonNullable<Awaited<ReturnType<typeof selectOrganisation>>>

export async function selectOrganisation(reader: Reader, id: string) {
  const [row] = await reader.select().from(organisations).where(eq(organisations.id, id))
  return row ?? null
}

/** The organisation, held against rivals until the transaction ends. */
export async function lockOrganisation(tx: Transaction, id: string) {
  const [row] = await tx
    .select()
    .from(organisations)
    .where(eq(organisations.id, id))
    .for('no key update')
  return row ?? null
}

/** Many organisations, in the order of their ids, held until the transaction ends. */
export async function lockOrganisations(tx: Transaction, ids: readonly string[]): Promise<void> {
  await execute(
    tx,
    sql`select from organisations.organisations where id = any(${arrayOf('uuid', ids)})
      order by id for no key update`,
  )
}

/** Changes an organisation and counts its version up. */
export async function updateOrganisation(
  tx: Transaction,
  id: string,
  change: Partial<typeof organisations.$inferInsert>,
): Promise<void> {
  await tx
    .update(organisations)
    .set({ ...change, version: sql`${organisations.version} + 1` })
    .where(eq(organisations.id, id))
}

/** From its admission on; nothing that people edit changes, so its version stays. */
export async function updateHoldsIdentity(tx: Transaction, id: string): Promise<void> {
  await tx.update(organisations).set({ holdsIdentity: true }).where(eq(organisations.id, id))
}

export async function updateUnit(
  tx: Transaction,
  id: string,
  change: Partial<typeof units.$inferInsert>,
): Promise<void> {
  await tx.update(units).set(change).where(eq(units.organisationId, id))
}

/** Lets nobody else move units until the transaction ends; reading goes on. */
export async function holdUnitTree(tx: Transaction): Promise<void> {
  await execute(tx, sql`lock table organisations.units in share row exclusive mode`)
}

export function selectChildUnits(reader: Reader, parentId: string) {
  return reader
    .select({ id: organisations.id, name: organisations.name })
    .from(units)
    .innerJoin(organisations, eq(organisations.id, units.organisationId))
    .where(eq(units.parentId, parentId))
    .orderBy(organisations.name, organisations.id)
}

const partyOfTrade = z.object({
  id: z.uuid(),
  name: z.string(),
  contactName: z.string(),
  contactPhone: z.string(),
  legalRepresentative: z.string(),
  bankAccount: z.string(),
})

/** What sellers and buyers state of themselves, '' where they state nothing, for checks (§8). */
export function selectPartiesOfTrade(reader: Reader, ids: readonly string[]) {
  return queryRows(
    reader,
    partyOfTrade,
    sql`
    select o.id, o.name, o.contact_name, o.contact_phone,
      coalesce(c.legal_representative, '') as legal_representative,
      coalesce(c.bank_account, '') as bank_account
    from organisations.organisations o
      left join organisations.cooperatives c on c.organisation_id = o.id
    where o.id = any(${arrayOf('uuid', ids)})`,
  )
}

export function selectChannelsOf(reader: Reader, unitId: string) {
  return reader
    .select()
    .from(buyingChannels)
    .where(eq(buyingChannels.unitId, unitId))
    .orderBy(buyingChannels.createdAt, buyingChannels.id)
}

export async function insertChannel(
  tx: Transaction,
  row: typeof buyingChannels.$inferInsert,
): Promise<void> {
  await tx.insert(buyingChannels).values(row)
}

/** The channel, held against rivals until the transaction ends. */
export async function lockChannel(tx: Transaction, id: string): Promise<Channel | null> {
  const [row] = await tx
    .select()
    .from(buyingChannels)
    .where(eq(buyingChannels.id, id))
    .for('no key update')
  return row ?? null
}

export async function updateChannel(
  tx: Transaction,
  id: string,
  change: Partial<Channel>,
): Promise<void> {
  await tx.update(buyingChannels).set(change).where(eq(buyingChannels.id, id))
}

export function selectOrganisationsByIds(reader: Reader, ids: readonly string[]) {
  const { id, kind, name, divisionCode } = organisations
  return reader.select({ id, kind, name, divisionCode }).from(organisations).where(isAnyOf(id, ids))
}

const Called = z.object({
  text: z.string(),
  id: z.uuid(),
  kind: organisationKind,
  name: z.string(),
  divisionCode: z.string().nullable(),
})

/** The organisations of any kind whose credit code or name each of many texts is. */
export function selectOrganisationsCalled(reader: Reader, texts: readonly string[]) {
  return queryRows(
    reader,
    Called,
    sql`
    select r.text, o.id, o.kind, o.name, o.division_code
    from unnest(${arrayOf('text', texts)}) as r(text)
    cross join lateral (
      select id from organisations.organisations
      where credit_code = upper(r.text) and holds_identity
      union
      select id from organisations.organisations
      where organisations.name_key(name) = organisations.name_key(r.text) and holds_identity
    ) alike
    join organisations.organisations o on o.id = alike.id
    order by r.text, o.id limit 10000`,
  )
}
