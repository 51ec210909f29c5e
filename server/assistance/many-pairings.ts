import { recordAudits } from '../evidence/index.ts'
import { lockOrganisations } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { publishEvents } from '../platform/jobs/outbox.ts'
import { mayPropose, maySignFor } from './assistance.policy.ts'
import {
  insertProposals,
  selectOpenPairings,
  selectPairingsOfMany,
  selectProposalStates,
  withdrawProposals,
} from './many-pairings.queries.ts'
import { type Period, periodsOverlap } from './periods.ts'
import { sidesOf, subjectOf, type Terms } from './proposal-terms.ts'
import { wordsForSides } from './tell-sides.ts'

type PairingTerms = Extract<Terms, { kind: 'pairing' }>

/** A pairing as it is proposed, under an id of its own. */
export interface ProposedPairing extends Period {
  id: string
  about: PairingTerms
}

/** Whether the actor is a side of a pairing: its unit's leader, or an official of the place. */
export function mayProposePairing(context: Pick<Context, 'actor'>, about: PairingTerms): boolean {
  return mayPropose(context.actor, 'pairing', sidesOf(about))
}

/** What stands of pairings already: those there were, and those that are proposed, by subject. */
export async function existingPairings(reader: Reader, abouts: readonly PairingTerms[]) {
  const organisationIds = [...new Set(abouts.map(({ organisationId }) => organisationId))]
  const pairings = await selectPairingsOfMany(reader, organisationIds)
  const open = await selectOpenPairings(reader, abouts.map(subjectOf))
  const proposalOf = new Map(open.map((proposal) => [proposal.subject, proposal]))
  const bySubject = Map.groupBy(pairings, (row) => `${row.organisationId} ${row.divisionCode}`)
  return {
    proposalOf: (about: PairingTerms) => proposalOf.get(subjectOf(about)),
    overlapping: (about: PairingTerms, period: Period) =>
      (bySubject.get(subjectOf(about)) ?? []).find((row) => periodsOverlap(row, period)),
  }
}

/**
 * Proposes many pairings in the name of one of their sides, each as by `propose`: none is in force
 * before the other side has agreed (§3.17). Returns the ids of those that are paired or proposed
 * already. Whoever calls has found their organisations and places, and that the actor is a side.
 */
export async function proposePairings(
  tx: Transaction,
  context: Context,
  proposed: readonly ProposedPairing[],
): Promise<Set<string>> {
  const { actor, now } = context
  await lockOrganisations(
    tx,
    proposed.map(({ about }) => about.organisationId),
  )
  const existing = await existingPairings(
    tx,
    proposed.map(({ about }) => about),
  )
  const possible = proposed.filter(
    ({ about, ...period }) => existing.overlapping(about, period) === undefined,
  )
  const made = { kind: 'pairing' as const, proposedAt: now }
  const isNew = await insertProposals(
    tx,
    possible.map(({ id, about, fromDate, toDate }) => ({
      ...{ id, ...made, subject: subjectOf(about), terms: about, state: 'proposed' as const },
      ...{ wishedFrom: fromDate, toDate, proposedBy: actor.personId },
      organisationId: organisationOf(actor),
    })),
    possible.flatMap(({ id: proposalId, about }) =>
      sidesOf(about).map((side, position) => {
        const isOwn = maySignFor(actor, side)
        return {
          ...{ id: context.newId(), proposalId, position, ...side, ...made, isOpen: true },
          ...{ agreedBy: isOwn ? actor.personId : null, agreedAt: isOwn ? now : null },
        }
      }),
    ),
  )
  const done = possible.filter(({ id }) => isNew.has(id))
  await publishProposals(tx, context, { act: 'made', proposed: done })
  return new Set(proposed.map(({ id }) => id).filter((id) => !isNew.has(id)))
}

/** In which state proposals are, and whether another side has agreed already. */
export function proposalStates(reader: Reader, ids: readonly string[]) {
  return selectProposalStates(reader, ids)
}

/** Takes many proposals back, each as by `withdrawProposal`; what is decided stays. */
export async function withdrawPairings(
  tx: Transaction,
  context: Context,
  proposed: readonly ProposedPairing[],
): Promise<void> {
  await lockOrganisations(
    tx,
    proposed.map(({ about }) => about.organisationId),
  )
  const ids = proposed.map(({ id }) => id)
  const withdrawn = new Set(
    await withdrawProposals(tx, { ids, by: context.actor.personId, at: context.now }),
  )
  await publishProposals(tx, context, {
    act: 'withdrawn',
    proposed: proposed.filter(({ id }) => withdrawn.has(id)),
  })
}

const actions = {
  made: 'assistance.propose',
  'in-force': 'assistance.put-in-force',
  withdrawn: 'assistance.withdraw-proposal',
}

/** Audits an act on many proposals, and notifies their other sides. */
export async function publishProposals(
  tx: Transaction,
  context: Context,
  input: {
    act: keyof typeof actions
    proposed: readonly ProposedPairing[]
    document?: { name: string; fileId: string }
  },
): Promise<void> {
  const { act, proposed, document } = input
  if (proposed.length === 0) return
  const { by } = await wordsForSides(tx, context, { kind: 'pairing', sides: [] })
  const own = organisationOf(context.actor)
  await recordAudits(
    tx,
    context,
    proposed.map(({ id: subjectId, about, fromDate, toDate }) => ({
      ...{ action: actions[act], subjectType: 'proposal', subjectId },
      after: { about, fromDate, toDate, ...(document && { document }) },
    })),
  )
  await publishEvents(
    tx,
    context,
    proposed.map(({ id: subjectId, about }) => ({
      ...{ topic: `assistance.proposal-${act}`, subjectType: 'proposal', subjectId },
      payload: {
        ...{ kind: 'pairing', by, byOrganisationId: own, divisionCodes: [about.divisionCode] },
        organisationIds: [about.organisationId].filter((id) => id !== own),
      },
    })),
  )
}
