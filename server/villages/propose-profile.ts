import type { z } from 'zod'
import { AppError, fieldError } from '../../shared/errors.ts'
import type {
  ProfileProposalState,
  proposedProfileBody,
} from '../../shared/villages/villages.schemas.ts'
import { fileExists, recordAudit } from '../evidence/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import { lockDivision } from './divisions.queries.ts'
import { selectProfile, upsertProfile } from './profiles.queries.ts'
import {
  insertProposal,
  type ProposalRow,
  proposalById,
  updateProposal,
  withdrawWaiting,
} from './proposals.queries.ts'
import { mayEditDivision } from './villages.policy.ts'

interface Moved {
  id: string
  state: ProfileProposalState
}

/**
 * Proposes story, season and photo for the page of a village (§3.18). Of one organisation one
 * waits at a time: what it proposed before is taken back.
 */
export async function proposeProfile(
  tx: Transaction,
  context: Context,
  input: z.output<typeof proposedProfileBody> & { villageCode: string },
): Promise<Moved> {
  const { villageCode, photoFileId } = input
  const organisationId = organisationOf(context.actor)
  if ((await lockDivision(tx, villageCode)) === null) throw new AppError('not_found')
  const current = await selectProfile(tx, villageCode)
  const isNewPhoto = photoFileId !== null && photoFileId !== current?.photoFileId
  if (isNewPhoto && !(await fileExists(tx, photoFileId, organisationId)))
    throw fieldError(['photoFileId'], 'not_found')
  await withdrawWaiting(tx, { villageCode, organisationId }, decidedNow(context, 'withdrawn'))
  const id = context.newId()
  const proposed = { proposedBy: context.actor.personId, proposedAt: context.now }
  await insertProposal(tx, { id, organisationId, ...input, ...proposed })
  await audit(tx, context, { villageCode, action: 'propose-profile', after: { id, ...input } })
  return { id, state: 'waiting' }
}

/** Confirms a proposal, which the page then shows, or returns it with a reason; once. */
export async function decideProposal(
  tx: Transaction,
  context: Context,
  input: { proposalId: string; decision: 'confirm' | 'return'; reason: string },
): Promise<Moved> {
  const { proposalId, decision, reason } = input
  const proposal = await requireProposal(tx, proposalId, ({ villageCode }) =>
    mayEditDivision(context.actor, villageCode),
  )
  requireWaiting(proposal, decision)
  if (proposal.proposedBy === context.actor.personId) throw new AppError('same_person')
  const { villageCode, introduction, season, photoFileId } = proposal
  if (decision === 'return') {
    if (reason === '') throw fieldError(['reason'], 'required')
    return move(tx, context, { proposal, state: 'returned', reason })
  }
  const current = await selectProfile(tx, villageCode)
  const households = current?.households ?? null
  const shown = { villageCode, introduction, season, photoFileId, households }
  await upsertProfile(tx, { ...shown, updatedAt: context.now })
  return move(tx, context, { proposal, state: 'confirmed', reason: '' })
}

/** Takes back what one's own organisation proposed, while nobody has decided. */
export async function withdrawProposal(
  tx: Transaction,
  context: Context,
  { proposalId }: { proposalId: string },
): Promise<Moved> {
  const proposal = await requireProposal(
    tx,
    proposalId,
    ({ organisationId }) => organisationId === context.actor.organisationId,
  )
  requireWaiting(proposal, 'withdraw')
  return move(tx, context, { proposal, state: 'withdrawn', reason: '' })
}

/** The proposal as it stands while its village is held. */
async function requireProposal(
  tx: Transaction,
  id: string,
  isTheirs: (proposal: ProposalRow) => boolean,
): Promise<ProposalRow> {
  const found = await proposalById(tx, id)
  if (found === undefined || !isTheirs(found)) throw new AppError('not_found')
  await lockDivision(tx, found.villageCode)
  const held = await proposalById(tx, id)
  if (held === undefined) throw new AppError('not_found')
  return held
}

function requireWaiting({ state }: ProposalRow, move: string): void {
  if (state !== 'waiting') throw new AppError('illegal_transition', { values: { state, move } })
}

type Decided = Exclude<ProfileProposalState, 'waiting'>
const verbs: Record<Decided, string> = {
  confirmed: 'confirm',
  returned: 'return',
  withdrawn: 'withdraw',
}

function decidedNow({ actor, now }: Context, state: Decided) {
  return { state, decidedBy: actor.personId, decidedAt: now }
}

async function move(
  tx: Transaction,
  context: Context,
  { proposal, state, reason }: { proposal: ProposalRow; state: Decided; reason: string },
): Promise<Moved> {
  const { id, villageCode } = proposal
  await updateProposal(tx, id, { ...decidedNow(context, state), reason })
  const action = `${verbs[state]}-profile`
  await audit(tx, context, { villageCode, action, after: { id, ...(reason && { reason }) } })
  return { id, state }
}

async function audit(
  tx: Transaction,
  context: Context,
  { villageCode, action, after }: { villageCode: string; action: string; after: unknown },
): Promise<void> {
  const subject = { subjectType: 'village', subjectId: villageCode }
  await recordAudit(tx, context, { action: `villages.${action}`, ...subject, after })
}
