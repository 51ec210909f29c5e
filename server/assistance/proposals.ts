import type { z } from 'zod'
import type { relationDocument } from '../../shared/assistance/assistance.schemas.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import { lockOrganisation } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { maySignFor, recordsByDocument } from './assistance.policy.ts'
import { lockGroup } from './groups.queries.ts'
import type { Period } from './periods.ts'
import {
  putInForce,
  requirePossible,
  sidesOf,
  subjectOf,
  type Terms,
  terms,
} from './proposal-terms.ts'
import {
  insertProposal,
  lockProposal,
  type ProposalRow,
  selectProposal,
  selectSides,
  updateProposal,
  updateSide,
} from './proposals.queries.ts'
import { wordsForSides } from './tell-sides.ts'

/** A relation as somebody proposes it, over the days wished for. */
export interface NewProposal extends Period {
  about: Terms
  document?: z.output<typeof relationDocument> | null
}

/**
 * Proposes a relation in the name of one of its sides; it is in force, and never from before that
 * day, once all sides have agreed. The platform records one at once, by a document, which may say
 * an earlier day (§3.17). Throws `already_proposed`. Returns the proposal's id.
 */
export async function propose(
  tx: Transaction,
  context: Context,
  { about, document = null, ...wished }: NewProposal,
): Promise<string> {
  const { actor, now } = context
  const isRecorded = recordsByDocument(actor)
  const period = isRecorded ? wished : fromTodayOn(context, wished)
  if (document === null && isRecorded) throw fieldError(['document'], 'required')
  if (document !== null && !(await fileExists(tx, document.fileId, actor.organisationId)))
    throw fieldError(['document', 'fileId'], 'not_found')
  if (!isRecorded && wished.toDate !== null && wished.toDate < dayOf(now))
    throw fieldError(['toDate'], 'in_the_past')
  await hold(tx, about)
  await requirePossible(tx, about, period)

  const id = context.newId()
  const sides = sidesOf(about).map((side, position) => {
    const isOwn = !isRecorded && maySignFor(actor, side)
    const agreed = isOwn ? { agreedBy: actor.personId, agreedAt: now } : nobody
    return { id: context.newId(), proposalId: id, position, ...side, ...agreed }
  })
  const isAgreed = isRecorded || sides.every((side) => side.agreedAt !== null)
  const outcome = isAgreed
    ? await inForce(tx, context, { about, period })
    : { state: 'proposed' as const }
  const made = { kind: about.kind, proposedAt: now }
  const isNew = await insertProposal(
    tx,
    {
      ...{ id, ...made, subject: subjectOf(about), terms: about, ...outcome },
      ...{ wishedFrom: wished.fromDate, toDate: wished.toDate },
      ...{ organisationId: organisationOf(actor), proposedBy: actor.personId },
      ...{ documentName: document?.name ?? null, documentFileId: document?.fileId ?? null },
    },
    sides.map((side) => ({ ...side, ...made, isOpen: !isAgreed })),
  )
  if (!isNew) throw new AppError('already_proposed')
  const after = { about, ...wished, document, ...outcome }
  await tell(tx, context, { id, about, act: isAgreed ? 'in-force' : 'made', after })
  return id
}

const nobody = { agreedBy: null, agreedAt: null }

/**
 * Accepts or declines in the name of one side, which nobody does for two: with the last consent
 * the relation is in force from this day on, or from the day wished for, if that is later. Throws
 * `not_found` for who is no side, `same_person`, or `illegal_transition` where it is decided.
 */
export async function answerProposal(
  tx: Transaction,
  context: Context,
  { proposalId, answer }: { proposalId: string; answer: 'accept' | 'decline' },
): Promise<void> {
  const { proposal, about } = await lockOpen(tx, proposalId, async (row) => {
    const sides = await selectSides(tx, [row.id])
    return sides.some((side) => maySignFor(context.actor, side))
  })
  const sides = await selectSides(tx, [proposalId])
  const waiting = sides.filter((side) => side.agreedAt === null)
  const own = waiting.find((side) => maySignFor(context.actor, side))
  if (own === undefined) throw new AppError('illegal_transition', { values: { state: 'agreed' } })
  if (answer === 'decline') return close(tx, context, { proposal, about, state: 'declined' })
  const { personId } = context.actor
  const isOfBothSides =
    personId === proposal.proposedBy || sides.some((side) => side.agreedBy === personId)
  if (isOfBothSides) throw new AppError('same_person')
  await updateSide(tx, own.id, { agreedBy: personId, agreedAt: context.now })
  const { wishedFrom: fromDate, toDate } = proposal
  const period = fromTodayOn(context, { fromDate, toDate })
  await requirePossible(tx, about, period)
  const { organisationId, divisionCode } = own
  const after = { organisationId, divisionCode }
  await audit(tx, context, { id: proposalId, act: 'agree', after })
  if (waiting.length > 1) return
  const outcome = await inForce(tx, context, { about, period })
  await updateProposal(tx, proposalId, outcome)
  await tell(tx, context, { id: proposalId, about, act: 'in-force', after: outcome })
}

/** Takes back, in the name of who proposed it, what is not decided yet. */
export async function withdrawProposal(
  tx: Transaction,
  context: Context,
  proposalId: string,
): Promise<void> {
  const { proposal, about } = await lockOpen(tx, proposalId, async (row) =>
    mayWithdraw(context, row),
  )
  await close(tx, context, { proposal, about, state: 'withdrawn' })
}

/** Whether it is the actor's organisation, in one of the roles that propose, that proposed it. */
export function mayWithdraw({ actor }: Pick<Context, 'actor'>, proposal: ProposalRow): boolean {
  return proposal.organisationId === actor.organisationId
}

/** Nothing is in force from before the day on which the last side agreed (§3.17). */
function fromTodayOn(context: Context, { fromDate, toDate }: Period): Period {
  const today = dayOf(context.now)
  return { fromDate: fromDate > today ? fromDate : today, toDate }
}

/** Holds who is asked about, before any proposal: locks go in the order of the domains. */
async function hold(tx: Transaction, about: Terms): Promise<void> {
  if (about.kind === 'membership') await lockGroup(tx, about.groupId)
  else if (about.kind === 'pairing') await lockOrganisation(tx, about.organisationId)
  else await lockOrganisation(tx, about.buyerUnitId)
}

/** An undecided proposal under its lock, for whom it concerns; others find none. */
async function lockOpen(
  tx: Transaction,
  id: string,
  concerns: (row: ProposalRow) => Promise<boolean>,
): Promise<{ proposal: ProposalRow; about: Terms }> {
  const known = await selectProposal(tx, id)
  if (known === null || !(await concerns(known))) throw new AppError('not_found')
  const about = terms.parse(known.terms)
  await hold(tx, about)
  const proposal = await lockProposal(tx, id)
  if (proposal?.state !== 'proposed')
    throw new AppError('illegal_transition', { values: { state: proposal?.state } })
  return { proposal, about }
}

/** Writes the relation; what the proposal then says of its outcome. */
async function inForce(tx: Transaction, context: Context, input: { about: Terms; period: Period }) {
  const relationId = await putInForce(tx, context, input)
  const decided = { decidedBy: context.actor.personId, decidedAt: context.now }
  return { state: 'in_force' as const, ...decided, relationId, inForceFrom: input.period.fromDate }
}

async function close(
  tx: Transaction,
  context: Context,
  input: { proposal: ProposalRow; about: Terms; state: 'declined' | 'withdrawn' },
): Promise<void> {
  const { proposal, about, state } = input
  const decided = { decidedBy: context.actor.personId, decidedAt: context.now }
  await updateProposal(tx, proposal.id, { ...decided, state })
  await tell(tx, context, { id: proposal.id, about, act: state, after: { state } })
}

const verbs = {
  made: 'propose',
  'in-force': 'put-in-force',
  declined: 'decline-proposal',
  withdrawn: 'withdraw-proposal',
  agree: 'agree-to-proposal',
} as const

/** Audits an act on a proposal, and notifies the other sides. */
async function tell(
  tx: Transaction,
  context: Context,
  input: {
    id: string
    about: Terms
    act: Exclude<keyof typeof verbs, 'agree'>
    after: Record<string, unknown>
  },
): Promise<void> {
  const { id, about, act, after } = input
  await audit(tx, context, { id, act, after })
  const sides = sidesOf(about)
  const words = await wordsForSides(tx, context, { kind: about.kind, sides })
  await publishEvent(tx, context, {
    topic: `assistance.proposal-${act}`,
    subjectType: 'proposal',
    subjectId: id,
    payload: words,
  })
}

function audit(
  tx: Transaction,
  context: Context,
  { id, act, after }: { id: string; act: keyof typeof verbs; after: Record<string, unknown> },
): Promise<void> {
  return recordAudit(tx, context, {
    action: `assistance.${verbs[act]}`,
    subjectType: 'proposal',
    subjectId: id,
    after,
  })
}
