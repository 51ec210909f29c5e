import { isPast, type ListedMark, type MarkInput, mostMarks } from '../../shared/catalogue/marks.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import { type Context, systemActor } from '../platform/context.ts'
import { type Transaction, transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import { mayReview, requireOwn } from './catalogue.policy.ts'
import { lockProduct, updateProduct } from './listing-writes.queries.ts'
import {
  insertMark,
  lockMark,
  type MarkRow,
  selectEnded,
  selectLiveMarks,
  updateMark,
} from './marks.queries.ts'
import { refreshListing } from './refresh-listing.ts'
import { requireOwnFile } from './require-files.ts'

interface MarkKey {
  productId: string
  markId: string
}
/**
 * From and until when goods bear a mark is read once it is locked: an order that was placed and
 * recognised while the lock was waited for keeps what it bore (§3.6).
 */
type Clocked = Pick<Dependencies, 'clock'>
type Moved = Pick<ListedMark, 'markId' | 'state'>

/** Marks goods by a certificate; nobody is shown it before a reviewer has accepted it (§5.10). */
export async function addMark(
  tx: Transaction,
  context: Context,
  { productId, ...mark }: MarkInput & { productId: string },
): Promise<{ markId: string }> {
  const listing = requireOwn(context.actor, await lockProduct(tx, productId))
  if (mark.kind === 'brand' && mark.name === '') throw fieldError(['name'], 'required')
  if (mark.validFrom !== null && isPast(mark, mark.validFrom))
    throw fieldError(['validTo'], 'dates_out_of_order')
  requireInForce(mark, context, 'validTo')
  const live = await selectLiveMarks(tx, productId)
  if (live.some(({ kind, number }) => kind === mark.kind && number === mark.number))
    throw fieldError(['number'], 'duplicate')
  if (live.length >= mostMarks) throw fieldError(['kind'], 'too_many', { maximum: mostMarks })
  const { cooperativeId } = listing
  await requireOwnFile(tx, { fileId: mark.fileId, cooperativeId, path: ['fileId'] })
  const markId = context.newId()
  await insertMark(tx, {
    ...{ id: markId, productId, ...mark },
    ...{ addedBy: context.actor.personId, addedAt: context.now },
  })
  const alreadyWaits = ['in_review', 'held'].includes(listing.state) || listing.packsWaiting > 0
  if (!alreadyWaits) await updateProduct(tx, productId, { submittedAt: context.now })
  await refreshListing(tx, productId)
  await recordAudit(tx, context, {
    action: 'catalogue.add-mark',
    subjectType: 'product',
    subjectId: productId,
    after: { markId, ...mark },
  })
  return { markId }
}

/** Takes a mark off goods from now on; done twice it is done once. */
export async function withdrawMark(
  tx: Transaction,
  context: Context,
  { clock, ...key }: MarkKey & Clocked,
): Promise<Moved> {
  requireOwn(context.actor, await lockProduct(tx, key.productId))
  const mark = await lockMark(tx, key)
  if (mark === null) throw new AppError('not_found')
  const { markId } = key
  if (mark.state !== 'waiting' && mark.state !== 'accepted') return { markId, state: mark.state }
  return moveMark(tx, context, mark, {
    action: 'catalogue.withdraw-mark',
    change: { state: 'withdrawn', endedBy: context.actor.personId, endedAt: clock() },
  })
}

/** Decides about a mark that waits, once; whoever rejects it says why. */
export async function reviewMark(
  tx: Transaction,
  context: Context,
  asked: MarkKey & Clocked & { decision: 'accept' | 'reject'; reason: string },
): Promise<Moved> {
  const { decision, reason, clock, ...key } = asked
  const listing = await lockProduct(tx, key.productId)
  if (listing === null || !mayReview(context.actor, listing.countyCode))
    throw new AppError('not_found')
  const mark = await lockMark(tx, key)
  if (mark === null) throw new AppError('not_found')
  if (mark.state !== 'waiting')
    throw new AppError('illegal_transition', { values: { state: mark.state, move: decision } })
  if (decision === 'reject' && reason === '') throw fieldError(['reason'], 'required')
  if (decision === 'accept') requireInForce(mark, context, 'decision')
  const state = decision === 'accept' ? ('accepted' as const) : ('rejected' as const)
  const decided = { decidedBy: context.actor.personId, decidedAt: clock() }
  return moveMark(tx, context, mark, {
    action: `catalogue.${decision}-mark`,
    change: { state, reason, ...decided },
  })
}

/** Each night, marks whose certificate has ended come off the goods. */
export function endMarks({ db, clock, newId }: Pick<Dependencies, 'db' | 'clock' | 'newId'>): Job {
  const name = 'catalogue.end-marks'
  return {
    name,
    cron: '5 0 * * *',
    run: async () => {
      const context = { actor: systemActor, requestId: name, now: clock(), newId }
      const question = { today: dayOf(context.now), limit: 100 }
      for (let found = question.limit; found === question.limit; ) {
        const ended = await selectEnded(db, question)
        for (const key of ended) await transaction(db, (tx) => endMark(tx, context, key))
        found = ended.length
      }
    },
  }
}

/** Unless its cooperative has withdrawn it since it was found. */
async function endMark(tx: Transaction, context: Context, key: MarkKey): Promise<void> {
  await lockProduct(tx, key.productId)
  const mark = await lockMark(tx, key)
  if (mark?.state !== 'accepted') return
  await moveMark(tx, context, mark, {
    action: 'catalogue.expire-mark',
    change: { state: 'expired', endedAt: context.now },
  })
}

/** Brings a mark of a locked product into another state, and what is shown with it. */
async function moveMark(
  tx: Transaction,
  context: Context,
  mark: MarkRow,
  { action, change }: { action: string; change: Partial<MarkRow> & Pick<Moved, 'state'> },
): Promise<Moved> {
  const { id: markId, productId, kind, number } = mark
  const { state, reason } = change
  await updateMark(tx, markId, change)
  await refreshListing(tx, productId)
  await recordAudit(tx, context, {
    action,
    subjectType: 'product',
    subjectId: productId,
    before: { markId, kind, number, state: mark.state },
    after: { state, ...(reason !== undefined && { reason }) },
  })
  return { markId, state }
}

function requireInForce(
  { validTo }: Pick<MarkRow, 'validTo'>,
  { now }: Context,
  field: 'validTo' | 'decision',
): void {
  if (validTo !== null && isPast({ validTo }, dayOf(now)))
    throw fieldError([field], 'certificate_expired', { validTo })
}
