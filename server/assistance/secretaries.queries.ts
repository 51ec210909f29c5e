import { and, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import { queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { secretaryConsents } from './assistance.tables.ts'

const postRow = z.object({
  pairingId: z.uuid(),
  divisionCode: z.string(),
  name: z.string(),
  unitId: z.uuid(),
  fromDate: z.string(),
  toDate: z.string().nullable(),
  agreedAt: z.date().nullable(),
  confirmedAt: z.date().nullable(),
})

/** A pairing whose first secretary somebody is, and whether they agreed to be named publicly. */
export type PostRow = z.output<typeof postRow>

/** Whose posts: a person, and the organisation they act for, a unit or a group, if any. */
export interface PostsOf {
  personId: string
  organisationId: string | null
  on: string
}

/**
 * The pairings with villages, not over on the day, of the organisation and of the groups it is in,
 * that name a first secretary by the name of the person's account; and those that the person's
 * consent is in force for, wherever they act now, which come first. Twenty at most.
 */
export function selectPosts(
  reader: Reader,
  { personId, organisationId, on }: PostsOf,
): Promise<PostRow[]> {
  return queryRows(
    reader,
    postRow,
    sql`
    with helping as (
      select ${organisationId}::uuid as id
      union all
      select group_id from assistance.group_members where unit_id = ${organisationId}::uuid
        and from_date <= ${on}::date and coalesce(to_date >= ${on}::date, true)
    ), agreed as (
      select * from assistance.secretary_consents
      where person_id = ${personId} and withdrawn_at is null
    )
    select p.id as pairing_id, p.division_code, agreed.name, agreed.unit_id, p.from_date, p.to_date,
      agreed.agreed_at, agreed.confirmed_at
    from agreed join assistance.pairings p on p.id = agreed.pairing_id
    union all
    select named.id, named.division_code, named.first_secretary_name, ${organisationId}::uuid,
      named.from_date, named.to_date, null, null
    from helping cross join lateral (
      select * from assistance.pairings p
      where p.organisation_id = helping.id
        and p.first_secretary_name = (select name from accounts.people_published
          where id = ${personId})
        and coalesce(p.to_date >= ${on}::date, true)
        and p.id not in (select pairing_id from agreed)
      order by p.id limit 20) named
    where length(named.division_code) = 12
    order by agreed_at desc nulls last, from_date desc, pairing_id limit 20`,
  )
}

/** Whose consent is in force for a pairing, which the caller holds; null: nobody's. */
export async function selectConsent(tx: Transaction, pairingId: string) {
  const [row] = await tx
    .select()
    .from(secretaryConsents)
    .where(and(eq(secretaryConsents.pairingId, pairingId), isNull(secretaryConsents.withdrawnAt)))
  return row ?? null
}

export async function insertConsent(
  tx: Transaction,
  row: typeof secretaryConsents.$inferInsert,
): Promise<void> {
  await tx.insert(secretaryConsents).values(row)
}

/** A consent, in force or ended. */
export async function findConsent(tx: Transaction, id: string) {
  const [row] = await tx.select().from(secretaryConsents).where(eq(secretaryConsents.id, id))
  return row ?? null
}

export async function setConfirmed(
  tx: Transaction,
  id: string,
  confirmed: { confirmedBy: string; confirmedAt: Date },
): Promise<void> {
  await tx.update(secretaryConsents).set(confirmed).where(eq(secretaryConsents.id, id))
}

export async function endConsent(tx: Transaction, id: string, withdrawnAt: Date): Promise<void> {
  await tx.update(secretaryConsents).set({ withdrawnAt }).where(eq(secretaryConsents.id, id))
}

/** Who agreed acts for the unit still, and has without a break. */
const stillActs = sql`accounts.holds_since(c.person_id, c.unit_id, '{}', c.agreed_at)`

const waitingRow = z.object({
  id: z.uuid(),
  personId: z.uuid(),
  divisionCode: z.string(),
  name: z.string(),
  fromDate: z.string(),
  toDate: z.string().nullable(),
  agreedAt: z.date(),
})

/** The consents of a unit's people that wait for another one, the oldest twenty first. */
export function selectWaitingConsents(
  reader: Reader,
  { unitId, personId, on }: { unitId: string; personId: string; on: string },
): Promise<z.output<typeof waitingRow>[]> {
  return queryRows(
    reader,
    waitingRow,
    sql`
    select c.id, c.person_id, p.division_code, c.name, p.from_date, p.to_date, c.agreed_at
    from assistance.secretary_consents c join assistance.pairings p on p.id = c.pairing_id
    where c.unit_id = ${unitId} and c.withdrawn_at is null and c.confirmed_at is null
      and c.person_id <> ${personId}
      and coalesce(p.to_date >= ${on}::date, true) and ${stillActs}
    order by c.agreed_at, c.id limit 20`,
  )
}

const publicSecretary = z.object({ name: z.string(), unitId: z.uuid() })

/**
 * Who agreed to be named as first secretary of a village and was confirmed, by pairings in force on
 * the day, as long as they act for the unit; those with the village longest first, twenty at most.
 */
export function selectPublicSecretaries(
  reader: Reader,
  { villageCode, on }: { villageCode: string; on: string },
): Promise<z.output<typeof publicSecretary>[]> {
  return queryRows(
    reader,
    publicSecretary,
    sql`
    select c.name, c.unit_id
    from assistance.pairings p join assistance.secretary_consents c on c.pairing_id = p.id
    where p.division_code collate "C" = ${villageCode}
      and p.from_date <= ${on}::date and coalesce(p.to_date >= ${on}::date, true)
      and c.withdrawn_at is null and c.confirmed_at is not null and ${stillActs}
    order by p.from_date, p.id limit 20`,
  )
}
