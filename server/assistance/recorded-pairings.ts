import type { z } from 'zod'
import type { relationDocument } from '../../shared/assistance/assistance.schemas.ts'
import { recordAudits } from '../evidence/index.ts'
import { lockOrganisations, organisationNames } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvents } from '../platform/jobs/outbox.ts'
import { insertProposals, withdrawProposals } from './many-pairings.queries.ts'
import { existingPairings, type ProposedPairing, publishProposals } from './many-pairings.ts'
import { sidesOf, subjectOf } from './proposal-terms.ts'
import {
  deletePairings,
  insertPairings,
  restoreProposals,
  withdrawRecords,
} from './recorded-pairings.queries.ts'

/**
 * A pairing that is recorded for both sides: `id` is its proposal's, under which they see it;
 * `replacedId` that of an undecided one that was withdrawn for it.
 */
export interface RecordedPairing extends ProposedPairing {
  pairingId: string
  replacedId?: string
}

/**
 * Records many pairings for both of their sides by one document, each as by `propose` with a
 * document: in force from its own first day, which may be a past one (§3.17). What was proposed of
 * the same two and is undecided is withdrawn. Returns those that were recorded, not those whose
 * days overlap with a pairing that is there. Whoever calls has found their organisations and
 * places, that the actor is the platform's, and that the document is a file of its own.
 */
export async function recordPairings(
  tx: Transaction,
  context: Context,
  input: { wanted: readonly RecordedPairing[]; document: z.output<typeof relationDocument> },
): Promise<RecordedPairing[]> {
  const { actor, now } = context
  const { wanted, document } = input
  await lockOrganisations(
    tx,
    wanted.map(({ about }) => about.organisationId),
  )
  const existing = await existingPairings(
    tx,
    wanted.map(({ about }) => about),
  )
  const possible = wanted.filter(
    ({ about, ...period }) => existing.overlapping(about, period) === undefined,
  )
  await withdrawReplaced(
    tx,
    context,
    possible.flatMap(({ about }) => existing.proposalOf(about)?.id ?? []),
  )
  await insertPairings(
    tx,
    possible.map(({ pairingId: id, about, fromDate, toDate }) => ({
      ...{ id, fromDate, toDate, kind: about.pairingKind, createdAt: now },
      ...{ organisationId: about.organisationId, divisionCode: about.divisionCode },
      firstSecretaryName: about.firstSecretaryName,
    })),
  )
  const made = { kind: 'pairing' as const, proposedAt: now }
  await insertProposals(
    tx,
    possible.map(({ id, about, fromDate, toDate, pairingId: relationId }) => ({
      ...{ id, ...made, subject: subjectOf(about), terms: about, state: 'in_force' as const },
      ...{ wishedFrom: fromDate, inForceFrom: fromDate, toDate, relationId },
      ...{ proposedBy: actor.personId, decidedBy: actor.personId, decidedAt: now },
      ...{ organisationId: organisationOf(actor) },
      ...{ documentName: document.name, documentFileId: document.fileId },
    })),
    possible.flatMap(({ id: proposalId, about }) =>
      sidesOf(about).map((side, position) => ({
        ...{ id: context.newId(), proposalId, position, ...side, ...made, isOpen: false },
      })),
    ),
  )
  await publishProposals(tx, context, { act: 'in-force', proposed: possible, document })
  return possible.map((pairing) => {
    const replacedId = existing.proposalOf(pairing.about)?.id
    return { ...pairing, ...(replacedId !== undefined && { replacedId }) }
  })
}

/** Their sides are told of what is in force instead; nobody waits for an answer any more. */
async function withdrawReplaced(
  tx: Transaction,
  context: Context,
  proposalIds: readonly string[],
): Promise<void> {
  if (proposalIds.length === 0) return
  const by = context.actor.personId
  const withdrawn = await withdrawProposals(tx, { ids: proposalIds, by, at: context.now })
  const subjects = withdrawn.map((subjectId) => ({ subjectType: 'proposal', subjectId }))
  await recordAudits(
    tx,
    context,
    subjects.map((subject) => ({ ...subject, action: 'assistance.withdraw-proposal' })),
  )
  const payload = { kind: 'pairing', organisationIds: [], divisionCodes: [] }
  await publishEvents(
    tx,
    context,
    subjects.map((subject) => ({ ...subject, topic: 'assistance.proposal-withdrawn', payload })),
  )
}

/**
 * Takes back pairings that were recorded by mistake, as though they had never been, and notifies
 * both sides; a proposal that was withdrawn for one of them awaits its answer again. Whoever calls
 * finds that no order was fixed by any of them, having held placing (`holdPairings`, §3.6).
 */
export async function takePairingsBack(
  tx: Transaction,
  context: Context,
  recorded: readonly RecordedPairing[],
): Promise<void> {
  await lockOrganisations(
    tx,
    recorded.map(({ about }) => about.organisationId),
  )
  await deletePairings(
    tx,
    recorded.map(({ pairingId }) => pairingId),
  )
  await withdrawRecords(tx, {
    ids: recorded.map(({ id }) => id),
    by: context.actor.personId,
    at: context.now,
  })
  await publishProposals(tx, context, { act: 'withdrawn', proposed: recorded })
  await restore(
    tx,
    context,
    recorded.flatMap(({ replacedId }) => replacedId ?? []),
  )
}

/** Its other side is asked again, in the name of who proposed it. */
async function restore(tx: Transaction, context: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const restored = await restoreProposals(tx, ids)
  const names = await organisationNames(
    tx,
    restored.map(({ proposerId }) => proposerId),
  )
  const subjects = restored.map(({ id: subjectId }) => ({ subjectType: 'proposal', subjectId }))
  await recordAudits(
    tx,
    context,
    subjects.map((subject) => ({ ...subject, action: 'assistance.restore-proposal' })),
  )
  await publishEvents(
    tx,
    context,
    restored.map(({ id: subjectId, proposerId, helperId, divisionCode }) => ({
      ...{ topic: 'assistance.proposal-made', subjectType: 'proposal', subjectId },
      payload: {
        ...{ kind: 'pairing', by: names.get(proposerId) ?? '', byOrganisationId: proposerId },
        ...{ organisationIds: [helperId].filter((id) => id !== proposerId) },
        divisionCodes: [divisionCode],
      },
    })),
  )
}
