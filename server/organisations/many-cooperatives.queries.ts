import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { cooperativeState } from '../../shared/organisations/cooperative-states.ts'
import { arrayOf, execute, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { cooperatives, licences, organisations } from './organisations.tables.ts'

const KnownCooperative = z.object({
  id: z.uuid(),
  name: z.string(),
  creditCode: z.string(),
  divisionCode: z.string().nullable(),
  legalRepresentative: z.string(),
  bankName: z.string(),
  bankAccount: z.string(),
  address: z.string(),
  contactName: z.string(),
  contactPhone: z.string(),
  state: cooperativeState,
})

/** A cooperative that is admitted or has applied. */
export type KnownCooperative = z.output<typeof KnownCooperative>

/** The cooperatives and open applications with one of the credit codes, whoever holds it first. */
export function selectKnownCooperatives(reader: Reader, creditCodes: readonly string[]) {
  return queryRows(
    reader,
    KnownCooperative,
    sql`
    select o.id, o.name, o.credit_code, o.division_code, c.legal_representative, c.bank_name,
      c.bank_account, o.address, o.contact_name, o.contact_phone, c.state
    from organisations.organisations o
    join organisations.cooperatives c on c.organisation_id = o.id
    where o.credit_code = any(${arrayOf('text', creditCodes)}) and o.kind = 'cooperative'
      and c.state <> 'rejected'
    order by o.credit_code, o.holds_identity desc, o.id`,
  )
}

/** In which state the cooperatives are, and whether anything of theirs waits to be confirmed. */
export function selectCooperativeUses(reader: Reader, ids: readonly string[]) {
  return queryRows(
    reader,
    z.object({ id: z.uuid(), state: cooperativeState, isBeingChanged: z.boolean() }),
    sql`
    select c.organisation_id as id, c.state, exists (
        select from organisations.proposed_changes p where p.organisation_id = c.organisation_id)
      as is_being_changed
    from organisations.cooperatives c where c.organisation_id = any(${arrayOf('uuid', ids)})`,
  )
}

/** Deletes applications that nobody has decided on. */
export async function deleteApplications(tx: Transaction, ids: readonly string[]): Promise<void> {
  const own = arrayOf('uuid', ids)
  await execute(tx, sql`delete from ${licences} where cooperative_id = any(${own})`)
  await execute(tx, sql`delete from ${cooperatives} where organisation_id = any(${own})`)
  await execute(tx, sql`delete from ${organisations} where id = any(${own})`)
}
