import type { z } from 'zod'
import { phone } from '../../shared/accounts/accounts.schemas.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import type { answerBody } from '../../shared/organisations/changes.schemas.ts'
import type { unitApplicationBody } from '../../shared/organisations/unit-applications.api.ts'
import { inviteFirst, type LinkSettings } from '../accounts/index.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, supervises } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { requireDivision } from '../villages/index.ts'
import { selectPlatforms } from './organisations.queries.ts'
import { requireFreeCode } from './register-organisation.ts'
import {
  insertUnitApplication,
  lockUnitApplication,
  type UnitApplicationRow,
  updateUnitApplication,
} from './unit-applications.queries.ts'
import { createUnit } from './units.ts'

/** An application as the contract takes it. */
type UnitApplicationInput = z.output<typeof unitApplicationBody>

/**
 * Puts the application of a unit down, for the officials of its place and the platform to decide.
 * Several may wait with one name and code; a code that a unit holds is refused at its field.
 */
export async function applyAsUnit(
  tx: Transaction,
  context: Context,
  input: UnitApplicationInput,
): Promise<{ applicationId: string }> {
  await requireDivision(tx, input.divisionCode, ['divisionCode'])
  const id = context.newId()
  await requireFreeCode(tx, { id, kind: 'unit', creditCode: input.creditCode })
  await insertUnitApplication(tx, { ...input, id, state: 'applied', appliedAt: context.now })
  await recordAudit(tx, context, {
    action: 'organisations.apply-as-unit',
    subjectType: 'unit_application',
    subjectId: id,
    after: input,
  })
  await publishEvent(tx, context, {
    topic: 'organisations.unit-applied',
    subjectType: 'unit_application',
    subjectId: id,
    payload: {
      name: input.name,
      divisionCodes: [input.divisionCode],
      organisationIds: await selectPlatforms(tx),
    },
  })
  return { applicationId: id }
}

export interface UnitDecision extends z.output<typeof answerBody> {
  applicationId: string
  settings: LinkSettings
}

/**
 * Admits a unit, whose contact person is invited to lead it, or declines it with a reason. The
 * supervising unit that the application names gets no say by it (§3.17). Throws `not_found` outside
 * the actor's area and `illegal_transition` where it is decided; a name or code that another unit
 * has come to hold is refused at its field.
 */
export async function decideUnitApplication(
  tx: Transaction,
  context: Context,
  { applicationId, answer, reason, settings }: UnitDecision,
): Promise<{ unitId: string | null }> {
  const { actor } = context
  const application = await lockUnitApplication(tx, applicationId)
  const isTheirs =
    application !== null &&
    (actor.roles.includes('platform_admin') || supervises(actor, application.divisionCode))
  if (!isTheirs) throw new AppError('not_found')
  if (application.state !== 'applied') throw new AppError('illegal_transition')
  if (answer === 'decline' && reason === '') throw fieldError(['reason'], 'required')
  const state = answer === 'confirm' ? ('admitted' as const) : ('rejected' as const)
  const unitId = answer === 'confirm' ? await admit(tx, context, { application, settings }) : null
  const decided = { decidedBy: actor.personId, decidedAt: context.now }
  await updateUnitApplication(tx, applicationId, { state, stateReason: reason, unitId, ...decided })
  await publishEvent(tx, context, {
    topic: `organisations.unit-${state}`,
    subjectType: 'unit_application',
    subjectId: applicationId,
  })
  await recordAudit(tx, context, {
    action: `organisations.${answer === 'confirm' ? 'admit' : 'reject'}-unit`,
    subjectType: 'unit_application',
    subjectId: applicationId,
    before: { state: application.state },
    after: { state, unitId, reason },
  })
  return { unitId }
}

/** Registers the unit, below nobody, and invites the contact person by e-mail or a code. */
async function admit(
  tx: Transaction,
  context: Context,
  { application, settings }: { application: UnitApplicationRow; settings: LinkSettings },
): Promise<string> {
  const { name, creditCode, unitType, divisionCode, address } = application
  const { contactName, contactPhone, contactEmail: email } = application
  const { unitId } = await createUnit(tx, context, {
    ...{ name, creditCode, unitType, divisionCode, address, contactName, contactPhone },
    parentId: null,
  })
  const mobile = phone.safeParse(contactPhone)
  if (email === null && !mobile.success) return unitId
  await inviteFirst(tx, context, {
    organisation: { id: unitId, kind: 'unit', name, divisionCode },
    name: contactName,
    email,
    phone: email === null && mobile.success ? mobile.data : null,
    roles: ['unit_leader'],
    settings,
  })
  return unitId
}
