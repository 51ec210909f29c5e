import type { PartialTerms } from '../../shared/catalogue/sales-terms.ts'
import { recordAudits } from '../evidence/index.ts'
import { organisationNames } from '../organisations/index.ts'
import { type Actor, type Context, organisationOf, supervises } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvents } from '../platform/jobs/outbox.ts'
import {
  changeProposedTerms,
  decideProposedTerms,
  insertProposedTerms,
  lockProposedTerms,
  selectProposedTerms,
} from './proposed-terms.queries.ts'

/** Terms for a cooperative; `version` is that of the open proposal that they take the place of. */
export interface TermsProposal {
  id: string
  cooperativeId: string
  terms: PartialTerms
  version: number | null
}

/** Whether the actor proposes terms to a cooperative: its county's officials, and the platform. */
export function mayProposeTerms(actor: Actor, cooperative: { divisionCode: string | null }) {
  if (actor.roles.includes('platform_admin')) return true
  return cooperative.divisionCode !== null && supervises(actor, cooperative.divisionCode)
}

/**
 * Proposes terms of sale to many cooperatives, none of which is bound before it has confirmed them
 * (§3.17, §5.2). Returns the ids of those that could not be proposed, because the same organisation
 * proposed others meanwhile, or they were answered. Whoever calls has found their places.
 */
export async function proposeSalesTerms(
  tx: Transaction,
  context: Context,
  proposals: readonly TermsProposal[],
): Promise<Set<string>> {
  const { personId: proposedBy } = context.actor
  const isNew = await insertProposedTerms(
    tx,
    proposals
      .filter(({ version }) => version === null)
      .map(({ id, cooperativeId, terms }) => ({
        ...{ id, cooperativeId, terms, proposedBy, proposedAt: context.now, state: 'proposed' },
        organisationId: organisationOf(context.actor),
      })),
  )
  const changes = proposals.flatMap(({ id, terms, version }) =>
    version === null ? [] : [{ id, terms, version }],
  )
  const isChanged = await changeProposedTerms(tx, { changes, by: proposedBy, at: context.now })
  const done = proposals.filter(({ id }) => isNew.has(id) || isChanged.has(id))
  await tell(tx, context, { act: 'propose-sales-terms', topic: 'proposed', proposals: done })
  return new Set(proposals.map(({ id }) => id).filter((id) => !isNew.has(id) && !isChanged.has(id)))
}

/** Takes open proposals back, or makes of them what they were before they were changed. */
export async function withdrawSalesTerms(
  tx: Transaction,
  context: Context,
  proposals: readonly (Omit<TermsProposal, 'version'> & { before: PartialTerms | null })[],
): Promise<void> {
  const ids = proposals.map(({ id }) => id)
  await lockProposedTerms(tx, ids)
  const stored = await selectProposedTerms(tx, ids)
  const versionOf = new Map(stored.map(({ id, version }) => [id, version]))
  const restored = proposals.flatMap(({ id, cooperativeId, before }) =>
    before === null ? [] : [{ id, cooperativeId, terms: before, version: versionOf.get(id) ?? 0 }],
  )
  await proposeSalesTerms(tx, context, restored)
  const withdrawn = proposals.filter(({ before }) => before === null)
  await decideProposedTerms(
    tx,
    withdrawn.map(({ id }) => id),
    {
      ...{ state: 'withdrawn', stateReason: '' },
      ...{ decidedBy: context.actor.personId, decidedAt: context.now },
    },
  )
  await tell(tx, context, {
    ...{ act: 'withdraw-sales-terms', topic: 'withdrawn', proposals: withdrawn },
  })
}

/** Audits what was done to proposals, and notifies the cooperatives. */
async function tell(
  tx: Transaction,
  context: Context,
  {
    act,
    topic,
    proposals,
  }: {
    act: 'propose-sales-terms' | 'withdraw-sales-terms'
    topic: 'proposed' | 'withdrawn'
    proposals: readonly Pick<TermsProposal, 'id' | 'cooperativeId' | 'terms'>[]
  },
): Promise<void> {
  if (proposals.length === 0) return
  const own = organisationOf(context.actor)
  const by = (await organisationNames(tx, [own])).get(own) ?? ''
  await recordAudits(
    tx,
    context,
    proposals.map(({ id: proposalId, cooperativeId, terms }) => ({
      ...{ action: `catalogue.${act}`, subjectType: 'cooperative', subjectId: cooperativeId },
      after: { proposalId, ...terms },
    })),
  )
  await publishEvents(
    tx,
    context,
    proposals.map(({ cooperativeId }) => ({
      ...{ topic: `catalogue.sales-terms-${topic}`, subjectType: 'sales_terms' },
      ...{ subjectId: cooperativeId, payload: { cooperativeId, by, byOrganisationId: own } },
    })),
  )
}
