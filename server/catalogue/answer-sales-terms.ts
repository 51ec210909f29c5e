import { withTerms } from '../../shared/catalogue/sales-terms.ts'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import { organisationNames } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import {
  decideProposedTerms,
  lockProposedTerms,
  type ProposedTermsRow,
  selectProposedTerms,
} from './proposed-terms.queries.ts'
import { termsOf } from './sales-terms.queries.ts'
import { setSalesTerms } from './set-sales-terms.ts'

/**
 * Confirms, as the cooperative, what others propose: its terms are set as by hand (§5.2). Throws
 * `stale_version` where the proposal or the terms beside which it was shown are others by now.
 */
export async function confirmSalesTerms(
  tx: Transaction,
  context: Context,
  input: { proposalId: string; version: number; termsVersion: number },
): Promise<{ version: number }> {
  const proposal = await lockOpen(tx, context, input.proposalId)
  if (proposal.version !== input.version) throw new AppError('stale_version')
  const cooperativeId = organisationOf(context.actor)
  const {
    version: _,
    deliveryAreas,
    ...terms
  } = await termsOf(tx, {
    ...{ cooperativeId, today: dayOf(context.now) },
  })
  const areas = deliveryAreas.map(({ name: _, ...area }) => area)
  const wanted = withTerms({ ...terms, deliveryAreas: areas }, proposal.terms)
  const set = await setSalesTerms(tx, context, { ...wanted, version: input.termsVersion })
  await decide(tx, context, { proposal, state: 'confirmed', reason: '' })
  return set
}

/** Refuses, as the cooperative, what others propose; they are told why. */
export async function refuseSalesTerms(
  tx: Transaction,
  context: Context,
  { proposalId, reason }: { proposalId: string; reason: string },
): Promise<{ proposalId: string }> {
  const proposal = await lockOpen(tx, context, proposalId)
  await decide(tx, context, { proposal, state: 'refused', reason })
  return { proposalId }
}

/** An open proposal to the actor's cooperative, by somebody else, under its lock. */
async function lockOpen(
  tx: Transaction,
  { actor }: Context,
  proposalId: string,
): Promise<ProposedTermsRow> {
  await lockProposedTerms(tx, [proposalId])
  const [proposal] = await selectProposedTerms(tx, [proposalId])
  if (proposal?.cooperativeId !== organisationOf(actor)) throw new AppError('not_found')
  const { state } = proposal
  if (state !== 'proposed') throw new AppError('illegal_transition', { values: { state } })
  if (proposal.proposedBy === actor.personId) throw new AppError('same_person')
  return proposal
}

const verbs = { confirmed: 'confirm-sales-terms', refused: 'refuse-sales-terms' }

async function decide(
  tx: Transaction,
  context: Context,
  input: { proposal: ProposedTermsRow; state: 'confirmed' | 'refused'; reason: string },
): Promise<void> {
  const { proposal, state, reason } = input
  const { id: proposalId, cooperativeId, organisationId, terms } = proposal
  await decideProposedTerms(tx, [proposalId], {
    ...{ state, stateReason: reason },
    ...{ decidedBy: context.actor.personId, decidedAt: context.now },
  })
  await recordAudit(tx, context, {
    action: `catalogue.${verbs[state]}`,
    subjectType: 'cooperative',
    subjectId: cooperativeId,
    after: { proposalId, ...terms, ...(state === 'refused' && { reason }) },
  })
  const by = (await organisationNames(tx, [cooperativeId])).get(cooperativeId) ?? ''
  await publishEvent(tx, context, {
    topic: `catalogue.sales-terms-${state}`,
    subjectType: 'cooperative',
    subjectId: cooperativeId,
    payload: {
      ...{ by, reason, byOrganisationId: cooperativeId },
      organisationIds: [organisationId],
    },
  })
}
