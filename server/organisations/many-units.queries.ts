import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { channelKinds, unitTypes } from '../../shared/organisations/organisations.schemas.ts'
import { arrayOf, execute, queryRows, recordset } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { buyingChannels, organisations, units } from './organisations.tables.ts'

const KnownUnit = z.object({
  number: z.int(),
  isByCode: z.boolean(),
  id: z.uuid(),
  name: z.string(),
  creditCode: z.string().nullable(),
  divisionCode: z.string().nullable(),
  parentId: z.uuid().nullable(),
  unitType: z.enum(unitTypes),
  address: z.string(),
  contactName: z.string(),
  contactPhone: z.string(),
  channels: z.array(z.enum(channelKinds)),
})

/** A unit that is there already, under the number of the question that it answers. */
export type KnownUnit = z.output<typeof KnownUnit>

export interface UnitQuestion {
  number: number
  name: string
  creditCode: string | null
  divisionCode: string
}

/**
 * The units that have a credit code, or a name that looks the same in the county, of many
 * questions in one statement: by code first.
 */
export function selectKnownUnits(
  reader: Reader,
  questions: readonly UnitQuestion[],
): Promise<KnownUnit[]> {
  const of = (key: keyof UnitQuestion) => questions.map((question) => question[key])
  return queryRows(
    reader,
    KnownUnit,
    sql`
    select r.number::integer as number, alike.is_by_code, o.id, o.name, o.credit_code,
      o.division_code, u.parent_id, u.unit_type, o.address, o.contact_name, o.contact_phone,
      array(select distinct c.kind from organisations.buying_channels c
        where c.unit_id = o.id and c.closed_at is null) as channels
    from unnest(${arrayOf('bigint', of('number'))}, ${arrayOf('text', of('name'))},
      ${arrayOf('text', of('creditCode'))}, ${arrayOf('text', of('divisionCode'))})
      as r(number, name, credit_code, division_code)
    cross join lateral (
      select id, true as is_by_code from organisations.organisations
      where kind = 'unit' and credit_code = r.credit_code and holds_identity
      union all
      select id, false from organisations.organisations
      where organisations.name_key(name) = organisations.name_key(r.name) and kind = 'unit'
        and holds_identity
        and starts_with(coalesce(division_code, ''), left(r.division_code, 6))
    ) alike
    join organisations.organisations o on o.id = alike.id
    join organisations.units u on u.organisation_id = o.id
    order by r.number, alike.is_by_code desc, o.id`,
  )
}

const CalledUnit = z.object({
  text: z.string(),
  id: z.uuid(),
  name: z.string(),
  divisionCode: z.string().nullable(),
})

/** The units whose credit code or name each of many texts is. */
export function selectUnitsCalled(reader: Reader, texts: readonly string[]) {
  return queryRows(
    reader,
    CalledUnit,
    sql`
    select r.text, o.id, o.name, o.division_code
    from unnest(${arrayOf('text', texts)}) as r(text)
    cross join lateral (
      select id from organisations.organisations
      where kind = 'unit' and credit_code = upper(r.text) and holds_identity
      union
      select id from organisations.organisations
      where organisations.name_key(name) = organisations.name_key(r.text) and kind = 'unit'
        and holds_identity
    ) alike
    join organisations.organisations o on o.id = alike.id
    order by r.text, o.id limit 10000`,
  )
}

const Taken = z.object({ id: z.uuid(), isCodeTaken: z.boolean(), isNameTaken: z.boolean() })

/**
 * Which of many new units have a code or a name that another one holds, be it one of the same
 * many. Whoever registers one of the names at once waits here, in the order of the names.
 */
export async function selectTakenOf(
  tx: Transaction,
  rows: readonly Pick<
    typeof organisations.$inferInsert,
    'id' | 'name' | 'creditCode' | 'divisionCode'
  >[],
) {
  await execute(
    tx,
    sql`select pg_advisory_xact_lock(keyed.key) from (
      select distinct hashtextextended('unit' || organisations.name_key(name), 0) as key
      from unnest(${arrayOf(
        'text',
        rows.map(({ name }) => name),
      )}) as r(name) order by 1) keyed`,
  )
  return queryRows(
    tx,
    Taken,
    sql`
    select r.id,
      exists (select from organisations.organisations o
        where o.kind = 'unit' and o.credit_code = r.credit_code and o.holds_identity)
        or (r.credit_code is not null
          and row_number() over (partition by r.credit_code order by r.id) > 1) as is_code_taken,
      exists (select from organisations.organisations o
        where organisations.name_key(o.name) = organisations.name_key(r.name) and o.kind = 'unit'
          and o.holds_identity
          and starts_with(coalesce(o.division_code, ''), left(r.division_code, 6)))
        or row_number() over (partition by organisations.name_key(r.name),
          left(r.division_code, 6) order by r.id) > 1 as is_name_taken
    from ${recordset(organisations, rows)}`,
  )
}

/** Changes how many units are reached and what type they are. */
export async function updateManyUnits(
  tx: Transaction,
  rows: readonly Pick<
    typeof organisations.$inferInsert,
    'id' | 'address' | 'contactName' | 'contactPhone'
  >[],
  types: readonly { organisationId: string; unitType: KnownUnit['unitType'] }[],
): Promise<void> {
  if (rows.length === 0) return
  await execute(
    tx,
    sql`select id from organisations.organisations
      where id = any(${arrayOf(
        'uuid',
        rows.map(({ id }) => id),
      )}) order by id for no key update`,
  )
  await execute(
    tx,
    sql`update organisations.organisations o set address = r.address,
        contact_name = r.contact_name, contact_phone = r.contact_phone, version = o.version + 1
      from ${recordset(organisations, rows)} where o.id = r.id`,
  )
  await execute(
    tx,
    sql`update organisations.units u set unit_type = r.unit_type from ${recordset(units, types)}
      where u.organisation_id = r.organisation_id`,
  )
}

const Reached = z.object({
  id: z.uuid(),
  unitType: z.enum(unitTypes),
  address: z.string(),
  contactName: z.string(),
  contactPhone: z.string(),
  unitsBelow: z.array(z.uuid()),
  isBeingChanged: z.boolean(),
})

/** How each of many units is reached, what type it is, and which records of it hang on it. */
export function selectUnitUses(reader: Reader, ids: readonly string[]) {
  return queryRows(
    reader,
    Reached,
    sql`
    select o.id, u.unit_type, o.address, o.contact_name, o.contact_phone,
      array(select below.organisation_id from organisations.units below
        where below.parent_id = o.id) as units_below,
      exists (select from organisations.proposed_changes c where c.organisation_id = o.id)
        as is_being_changed
    from organisations.organisations o join organisations.units u on u.organisation_id = o.id
    where o.id = any(${arrayOf('uuid', ids)})`,
  )
}

export async function deleteUnits(tx: Transaction, ids: readonly string[]): Promise<void> {
  const own = arrayOf('uuid', ids)
  await execute(tx, sql`delete from ${buyingChannels} where unit_id = any(${own})`)
  await execute(
    tx,
    sql`update organisations.units set parent_id = null
    where parent_id = any(${own}) and organisation_id = any(${own})`,
  )
  await execute(tx, sql`delete from ${units} where organisation_id = any(${own})`)
  await execute(tx, sql`delete from ${organisations} where id = any(${own})`)
}

export async function closeChannels(
  tx: Transaction,
  ids: readonly string[],
  at: Date,
): Promise<void> {
  await execute(
    tx,
    sql`update organisations.buying_channels set closed_at = ${at.toISOString()}
      where id = any(${arrayOf('uuid', ids)}) and closed_at is null`,
  )
}
