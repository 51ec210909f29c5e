import { fieldError } from '../../shared/errors.ts'
import type { OrganisationKind } from '../../shared/roles.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { constraintOf } from '../platform/db/sqlstate.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { requireDivision } from '../villages/index.ts'
import {
  insertOrganisation,
  selectHoldersOfCode,
  selectNamesakes,
} from './organisations.queries.ts'

/** An organisation of any kind; no other of its kind has its credit code, or its name there. */
export interface NewOrganisation {
  kind: OrganisationKind
  name: string
  creditCode: string | null
  /** Null: it is of no place, and an authority that of the nation. */
  divisionCode: string | null
  address?: string
  contactName?: string
  contactPhone?: string
  contactEmail?: string | null
  /** False of an application, which stands in no other's way before it is admitted. */
  holdsIdentity?: boolean
  /** Invented for the demo world and shown as such. */
  isExample?: boolean
}

/**
 * Puts an organisation of any kind down, with an audit entry. Refused at `creditCode` when the
 * code is registered, at `name` when another of its kind in the county looks the same, at
 * `divisionCode` when the place is unknown or abolished. Applications stand in nobody's way.
 */
export async function registerOrganisation(
  tx: Transaction,
  context: Context,
  input: NewOrganisation,
): Promise<{ organisationId: string }> {
  if (input.divisionCode !== null) await requireDivision(tx, input.divisionCode, ['divisionCode'])
  const id = context.newId()
  const row = { ...input, id, contactEmail: input.contactEmail ?? null, createdAt: context.now }
  await requireFreeCode(tx, row)
  await refusingTakenCode(() => insertOrganisation(tx, row))
  await requireFreeName(tx, row)
  await recordAudit(tx, context, {
    action: 'organisations.register',
    subjectType: 'organisation',
    subjectId: id,
    after: input,
  })
  return { organisationId: id }
}

/** Refuses a credit code at its field that another organisation of the kind holds. */
export async function requireFreeCode(
  tx: Transaction,
  { id, kind, creditCode }: Pick<NewOrganisation, 'kind' | 'creditCode'> & { id: string },
): Promise<void> {
  if (creditCode === null) return
  const holders = await selectHoldersOfCode(tx, { kind, creditCode })
  if (holders.some((holderId) => holderId !== id))
    throw fieldError(['creditCode'], 'credit_code_taken')
}

/** Runs a write, with a credit code that is taken refused at its field. */
export async function refusingTakenCode(write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (constraintOf(error) !== 'organisations_credit_code_of_kind') throw error
    throw fieldError(['creditCode'], 'credit_code_taken')
  }
}

/**
 * Refuses a name at its field where another organisation of the kind, in the same county, has one
 * that looks the same: without spaces and signs nobody sees, full-width signs as plain ones (§2.7).
 */
export async function requireFreeName(
  tx: Transaction,
  { id, ...named }: Pick<NewOrganisation, 'kind' | 'name' | 'divisionCode'> & { id?: string },
): Promise<void> {
  const countyCode = named.divisionCode?.slice(0, 6) ?? ''
  const others = await selectNamesakes(tx, { ...named, countyCode })
  if (others.some((otherId) => otherId !== id)) throw fieldError(['name'], 'name_taken')
}
