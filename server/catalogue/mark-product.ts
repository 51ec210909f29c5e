import { isPast, type ListedMark, type MarkInput } from '../../shared/catalogue/marks.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { type Transaction, transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import { mayReview, requireOwn } from './catalogue.policy.ts'
import { lockProduct, updateProduct } from './listing-writes.queries.ts'
import { insertMark, markById, selectEnded, updateMark } from './marks.queries.ts'
import { refreshListing } from './refresh-listing.ts'
import { requireOwnFile } from './require-files.ts'

interface MarkKey {
  productId: string
  markId: string
}
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
  if (isPast(mark, dayOf(context.now))) throw fieldError(['validTo'], 'certificate_expired')
  const { cooperativeId } = listing
  await requireOwnFile(tx, { fileId: mark.fileId, cooperativeId, path: ['fileId'] })
  const markId = context.newId()
  await insertMark(tx, {
    ...{ id: markId, productId, ...mark },
    ...{ addedBy: context.actor.personId, addedAt: context.now },
  })
  if (listing.state === 'approved' && listing.packsWaiting === 0)
    await updateProduct(tx, productId, { submittedAt: context.now })
  await refreshListing(tx, productId)
  await recordAudit(tx, context, {
    action: 'catalogue.add-mark',
    subjectType: 'product',
    subjectId: productId,
    after: { markId, ...mark },
  })
  return { markId }
}

/** Takes a mark off goods; done twice it is done once. */
export async function withdrawMark(
  tx: Transaction,
  context: Context,
  key: MarkKey,
): Promise<Moved> {
  requireOwn(context.actor, await lockProduct(tx, key.productId))
  const mark = await markById(tx, key)
  if (mark === null) throw new AppError('not_found')
  const { markId } = key
  if (mark.state !== 'waiting' && mark.state !== 'accepted') return { markId, state: mark.state }
  await updateMark(tx, markId, { state: 'withdrawn' })
  await refreshListing(tx, key.productId)
  await recordAudit(tx, context, {
    action: 'catalogue.withdraw-mark',
    subjectType: 'product',
    subjectId: key.productId,
    before: { markId, kind: mark.kind, number: mark.number, state: mark.state },
  })
  return { markId, state: 'withdrawn' }
}

/** Decides about a mark that waits, once; whoever rejects it says why. */
export async function reviewMark(
  tx: Transaction,
  context: Context,
  { decision, reason, ...key }: MarkKey & { decision: 'accept' | 'reject'; reason: string },
): Promise<Moved> {
  const listing = await lockProduct(tx, key.productId)
  if (listing === null || !mayReview(context.actor, listing.countyCode))
    throw new AppError('not_found')
  const mark = await markById(tx, key)
  if (mark === null) throw new AppError('not_found')
  if (mark.state !== 'waiting')
    throw new AppError('illegal_transition', { values: { state: mark.state, move: decision } })
  if (decision === 'reject' && reason === '') throw fieldError(['reason'], 'required')
  const state = decision === 'accept' ? 'accepted' : 'rejected'
  const decided = { decidedBy: context.actor.personId, decidedAt: context.now }
  await updateMark(tx, key.markId, { state, reason, ...decided })
  await refreshListing(tx, key.productId)
  await recordAudit(tx, context, {
    action: `catalogue.${decision}-mark`,
    subjectType: 'product',
    subjectId: key.productId,
    before: { markId: mark.id, state: mark.state },
    after: { kind: mark.kind, number: mark.number, state, reason },
  })
  return { markId: mark.id, state }
}

/** Each night, marks whose certificate has ended come off the goods, a hundred at a time. */
export function endMarks({ db, clock }: Pick<Dependencies, 'db' | 'clock'>): Job {
  return {
    name: 'catalogue.end-marks',
    cron: '5 0 * * *',
    run: async () => {
      const question = { today: dayOf(clock()), limit: 100 }
      for (let found = 1; found > 0; )
        found = await transaction(db, async (tx) => {
          const ended = await selectEnded(tx, question)
          for (const { productId, markId } of ended) {
            await lockProduct(tx, productId)
            await updateMark(tx, markId, { state: 'expired' })
            await refreshListing(tx, productId)
          }
          return ended.length
        })
    },
  }
}
