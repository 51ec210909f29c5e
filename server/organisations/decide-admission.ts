import { phone } from '../../shared/accounts/accounts.schemas.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import {
  type AdmissionStep,
  admissionTransitions,
} from '../../shared/organisations/cooperative-states.ts'
import { invitePerson, type LinkSettings, peopleOf } from '../accounts/index.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { type CooperativeRow, lockCooperative, updateCooperative } from './cooperatives.queries.ts'
import { acceptAppliedLicences } from './licences.queries.ts'
import {
  lockOrganisation,
  type Organisation,
  selectOrganisation,
  updateHoldsIdentity,
} from './organisations.queries.ts'
import { refusingTakenCode, requireFreeName } from './register-organisation.ts'

/** One step of an admission and why; a rejection needs a reason. */
export interface DecisionInput {
  cooperativeId: string
  step: AdmissionStep
  reason: string
  /** With them, admission invites the contact person to act for the cooperative. */
  inviting?: LinkSettings
  /** Locks what carries the seller's state, in its order, before the state changes. */
  lockProducts?: LockProducts
}

/** Known to the catalogue, which stands behind this domain. */
export type LockProducts = (tx: Transaction, cooperativeId: string) => Promise<void>

/**
 * Takes a cooperative one step further by the transition table. Who recommended it cannot also
 * admit it, whatever roles they hold. Of several applications with one name or credit code one is
 * admitted; the others are refused as `credit_code_taken` or `name_taken` from then on.
 */
export async function decideAdmission(
  tx: Transaction,
  context: Context,
  { cooperativeId, step, reason, inviting, lockProducts }: DecisionInput,
): Promise<void> {
  const organisation = await lockOrganisation(tx, cooperativeId)
  const cooperative = organisation && (await lockCooperative(tx, cooperativeId))
  if (!organisation || !cooperative) throw new AppError('not_found')
  const transition = admissionTransitions[step]
  if (!transition.from.includes(cooperative.state)) throw new AppError('illegal_transition')
  if (transition.needsReason && reason === '') throw fieldError(['reason'], 'required')
  const { personId } = context.actor
  if (step === 'admit' && cooperative.recommendedBy === personId) throw new AppError('same_person')
  const change = { state: transition.to, stateReason: reason, ...signatures(step, context) }
  await lockProducts?.(tx, cooperativeId)
  await updateCooperative(tx, cooperativeId, change)
  if (step === 'admit')
    await acceptAppliedLicences(tx, cooperativeId, { decidedBy: personId, decidedAt: context.now })
  if (step === 'admit') await holdIdentity(tx, organisation)
  await publishEvent(tx, context, {
    topic: `organisations.cooperative-${transition.to}`,
    subjectType: 'cooperative',
    subjectId: cooperativeId,
    payload: { step, reason },
  })
  await recordAudit(tx, context, {
    action: `organisations.${step}-cooperative`,
    subjectType: 'organisation',
    subjectId: cooperativeId,
    before: { state: cooperative.state, stateReason: cooperative.stateReason },
    after: { state: transition.to, stateReason: reason },
  })
  if (step === 'admit' && inviting) await inviteManager(tx, context, { cooperativeId, inviting })
}

/** From its admission on a cooperative holds its name and credit code, if they are free. */
async function holdIdentity(tx: Transaction, organisation: Organisation): Promise<void> {
  await requireFreeName(tx, organisation)
  await refusingTakenCode(() => updateHoldsIdentity(tx, organisation.id))
}

/**
 * Invites the contact person as manager where nobody acts for the cooperative yet. Not earlier:
 * an application needs no account, and must not make the program write mails to strangers. Without
 * an e-mail address the link waits among the members, for the platform to hand over.
 */
async function inviteManager(
  tx: Transaction,
  context: Context,
  { cooperativeId, inviting }: { cooperativeId: string; inviting: LinkSettings },
): Promise<void> {
  const organisation = await selectOrganisation(tx, cooperativeId)
  if (organisation === null) return
  const { contactEmail: email, contactPhone } = organisation
  const mobile = phone.safeParse(contactPhone)
  if (email === null && !mobile.success) return
  if ((await peopleOf(tx, cooperativeId, ['cooperative_manager'])).length > 0) return
  await invitePerson(tx, context, {
    organisation,
    name: organisation.contactName,
    email,
    phone: email === null && mobile.success ? mobile.data : null,
    roles: ['cooperative_manager'],
    settings: inviting,
  })
}

/** Who signed for which step; an application that is opened again starts without signatures. */
function signatures(step: AdmissionStep, context: Context): Partial<CooperativeRow> {
  const { personId } = context.actor
  if (step === 'recommend') return { recommendedBy: personId, recommendedAt: context.now }
  if (step === 'admit') return { admittedBy: personId, admittedAt: context.now }
  if (step !== 'reopen') return {}
  return { recommendedBy: null, recommendedAt: null, admittedBy: null, admittedAt: null }
}
