import { AppError, fieldError } from '../../../shared/errors.ts'
import { dayOf } from '../../../shared/scalars.ts'
import {
  decide,
  lockUndecided,
  publishRecorded,
  recordedNow,
  type TwoSidedKind,
} from '../../deliveries/index.ts'
import { recordAudit } from '../../evidence/index.ts'
import { cooperativeById } from '../../organisations/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Transaction } from '../../platform/db/transaction.ts'
import {
  insertTerms,
  lockTerms,
  type PaymentTermsRow,
  paymentRules,
  rulesOn,
  type TermsWithSeller,
  termsById,
  updateTerms,
} from './payment-terms.queries.ts'

/** Longer terms are proposed by the unit, and agreed to by the seller whose money waits. */
const termsWithSeller: TwoSidedKind<TermsWithSeller> = {
  domain: 'billing',
  noun: 'payment-terms',
  subjectType: 'payment_terms',
  recordedSide: () => 'unit',
  find: termsById,
  lock: (tx, row) => lockTerms(tx, row.id),
  update: updateTerms,
  payload: ({ days, validFrom }) => ({ days, validFrom }),
}

/**
 * A unit's finance sets its days to pay from a day on (§7.2): for all sellers no more than the rule
 * says, with one seller up to the limit, and beyond the rule only once that seller has agreed
 * (§3.17). Returns the id of the terms.
 */
export async function setPaymentTerms(
  tx: Transaction,
  context: Context,
  input: { cooperativeId: string | null; days: number; validFrom: string },
): Promise<string> {
  const { cooperativeId, days, validFrom } = input
  const today = dayOf(context.now)
  if (validFrom < today) throw fieldError(['validFrom'], 'in_the_past')
  if (cooperativeId !== null && (await cooperativeById(tx, cooperativeId)) === null)
    throw fieldError(['cooperativeId'], 'not_found')
  const { standardDays, limitDays } = rulesOn(await paymentRules(tx), validFrom)
  const maximum = cooperativeId === null ? standardDays : limitDays
  if (days > maximum) throw fieldError(['days'], 'above_payment_days', { maximum })
  const needsConsent = days > standardDays
  const { personId, organisationId } = context.actor
  const row: PaymentTermsRow = {
    id: context.newId(),
    unitId: organisationId ?? '',
    cooperativeId,
    days,
    validFrom,
    ...recordedNow(context),
    ...(needsConsent ? { decidedAt: null } : { state: 'confirmed', decidedAt: context.now }),
    decidedBy: null,
    stateReason: '',
    recordedBy: personId,
  }
  if (!(await insertTerms(tx, row))) throw new AppError('already_proposed')
  if (needsConsent && cooperativeId !== null) {
    const proposal = { ...row, cooperativeId }
    await publishRecorded(tx, context, termsWithSeller, { row: proposal, after: input })
  } else {
    await recordAudit(tx, context, {
      action: 'billing.set-payment-terms',
      subjectType: 'payment_terms',
      subjectId: row.id,
      after: input,
    })
  }
  return row.id
}

/** The seller agrees: from then on, or from the later day that was proposed (§3.17). */
export async function agreePaymentTerms(
  tx: Transaction,
  context: Context,
  { termsId }: { termsId: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, termsWithSeller, termsId)
  const today = dayOf(context.now)
  const validFrom = row.validFrom < today ? today : row.validFrom
  const kind: TwoSidedKind<TermsWithSeller> = {
    ...termsWithSeller,
    update: (writer, id, decision) => updateTerms(writer, id, { ...decision, validFrom }),
  }
  await decide(tx, context, kind, { row, decision: { state: 'confirmed' } })
}

/** The seller declines longer terms; those before go on. */
export async function declinePaymentTerms(
  tx: Transaction,
  context: Context,
  { termsId, reason }: { termsId: string; reason: string },
): Promise<void> {
  const row = await lockUndecided(tx, context, termsWithSeller, termsId)
  await decide(tx, context, termsWithSeller, { row, decision: { state: 'rejected', reason } })
}
