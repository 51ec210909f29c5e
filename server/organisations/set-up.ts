import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import type { setUpBody } from '../../shared/organisations/set-up.api.ts'
import { hasPeople, inviteFirst, type LinkSettings, peopleOfAll } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import { execute } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { organisationNames } from './find-organisations.ts'
import { selectPlatforms, updateOrganisation } from './organisations.queries.ts'
import { registerOrganisation } from './register-organisation.ts'

/** The name of the platform's operator, once it has an administrator; null until then. */
export async function operatorName(reader: Reader): Promise<string | null> {
  const platforms = await selectPlatforms(reader)
  const administrators = await peopleOfAll(reader, platforms, ['platform_admin'])
  if (administrators.length === 0) return null
  const names = await organisationNames(reader, platforms)
  return names.get(platforms[0] ?? '') ?? ''
}

/** The organisation that runs the platform, and one of its administrators, where it has any. */
export async function platformOperator(
  reader: Reader,
): Promise<{ id: string; administratorId: string | null } | null> {
  const [id] = await selectPlatforms(reader)
  if (id === undefined) return null
  const [first] = await peopleOfAll(reader, [id], ['platform_admin'])
  return { id, administratorId: first?.personId ?? null }
}

/**
 * Makes the organisation that runs the platform and invites its first administrator; returns the
 * link by which they choose a password. Until they have, it may be repeated: the name is the one
 * stated last, and only the newest link opens. Afterwards it is refused as `already_set_up`.
 */
export async function setUpPlatform(
  tx: Transaction,
  context: Context,
  { settings, platformName, ...person }: z.output<typeof setUpBody> & { settings: LinkSettings },
): Promise<{ link: string; expiresAt: Date }> {
  // Of two at once the second waits here, and finds the platform that the first one made.
  await execute(tx, sql`select pg_advisory_xact_lock(hashtext('organisations.set_up'))`)
  if ((await operatorName(tx)) !== null) throw new AppError('already_set_up')
  const id = await platformNamed(tx, context, platformName)
  const organisation = { id, kind: 'platform' as const, name: platformName, divisionCode: null }
  return inviteFirst(tx, context, { ...person, organisation, roles: ['platform_admin'], settings })
}

async function platformNamed(tx: Transaction, context: Context, name: string): Promise<string> {
  const [made] = await selectPlatforms(tx)
  if (made !== undefined) {
    const names = await organisationNames(tx, [made])
    if (names.get(made) !== name) await updateOrganisation(tx, made, { name })
    return made
  }
  const platform = { kind: 'platform' as const, name, creditCode: null, divisionCode: null }
  return (await registerOrganisation(tx, context, platform)).organisationId
}

/** Whether nobody is there yet; once somebody is, that is so for good and not asked again. */
export function firstStart(reader: Reader): () => Promise<boolean> {
  let isOver = false
  return async () => {
    isOver ||= await hasPeople(reader)
    return !isOver
  }
}
