import type { SecretaryPost } from '../../shared/assistance/secretaries.api.ts'
import { AppError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { recordAudit } from '../evidence/index.ts'
import { organisationNames } from '../organisations/index.ts'
import type { Context } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { publishEvent } from '../platform/jobs/outbox.ts'
import { lockPairing } from './pairings.queries.ts'
import { labels } from './read-assistance.ts'
import {
  endConsent,
  insertConsent,
  type PostRow,
  selectConsent,
  selectPosts,
  selectPublicSecretaries,
} from './secretaries.queries.ts'

/** The villages whose first secretary the actor is, with whether they agreed to be named there. */
export async function secretaryPostsOf(reader: Reader, context: Context): Promise<SecretaryPost[]> {
  return postViews(reader, await postsOf(reader, context))
}

/**
 * The actor agrees to be named on the village's public page, as the pairing names them and with the
 * unit they act for (§11.6), once a leader has confirmed that it is them; done twice it is done
 * once. One account agrees for a pairing: where two bear the name, whoever came first withdraws, or
 * is refused, before the other can.
 */
export async function agreeToBeNamed(
  tx: Transaction,
  context: Context,
  { pairingId }: { pairingId: string },
): Promise<SecretaryPost> {
  if ((await lockPairing(tx, pairingId)) === null) throw new AppError('not_found')
  const post = await postOf(tx, context, pairingId)
  if (post === undefined) throw new AppError('not_found')
  if (post.agreedAt !== null) return viewOf(tx, post)
  if ((await selectConsent(tx, pairingId)) !== null) throw new AppError('illegal_transition')
  const { name, unitId } = post
  const own = { personId: context.actor.personId, unitId, name }
  const consentId = context.newId()
  await insertConsent(tx, { id: consentId, pairingId, ...own, agreedAt: context.now })
  await publishEvent(tx, context, {
    topic: 'assistance.consent-given',
    subjectType: 'secretary_consent',
    subjectId: consentId,
    payload: { unitId, name },
  })
  await recordAudit(tx, context, {
    action: 'assistance.agree-to-be-named',
    subjectType: 'pairing',
    subjectId: pairingId,
    after: { name, unitId },
  })
  return viewOf(tx, { ...post, agreedAt: context.now })
}

/** The person withdraws it, whomever they act for by now; done twice it is done once. */
export async function withdrawName(
  tx: Transaction,
  context: Context,
  { pairingId }: { pairingId: string },
): Promise<SecretaryPost> {
  if ((await lockPairing(tx, pairingId)) === null) throw new AppError('not_found')
  const post = await postOf(tx, context, pairingId)
  if (post === undefined) throw new AppError('not_found')
  const consent = await selectConsent(tx, pairingId)
  if (post.agreedAt === null || consent === null) return viewOf(tx, post)
  await endConsent(tx, consent.id, context.now)
  await publishEvent(tx, context, {
    topic: 'assistance.consent-withdrawn',
    subjectType: 'secretary_consent',
    subjectId: consent.id,
    payload: {},
  })
  await recordAudit(tx, context, {
    action: 'assistance.withdraw-name',
    subjectType: 'pairing',
    subjectId: pairingId,
    before: { name: consent.name, unitId: consent.unitId },
  })
  return viewOf(tx, { ...post, agreedAt: null, confirmedAt: null })
}

/**
 * The first secretaries of a village who agreed to be named to everybody and whom their unit
 * confirmed, with that unit: as long as the pairing lasts and they act for it.
 */
export async function publicSecretaries(
  reader: Reader,
  question: { villageCode: string; on: string },
): Promise<{ name: string; unitName: string }[]> {
  const agreed = await selectPublicSecretaries(reader, question)
  const names = await organisationNames(reader, [...new Set(agreed.map(({ unitId }) => unitId))])
  return agreed.map(({ name, unitId }) => ({ name, unitName: names.get(unitId) ?? '' }))
}

function postsOf(reader: Reader, { actor, now }: Context): Promise<PostRow[]> {
  const { personId, organisationId } = actor
  return selectPosts(reader, { personId, organisationId, on: dayOf(now) })
}

async function postOf(tx: Transaction, context: Context, pairingId: string) {
  return (await postsOf(tx, context)).find((post) => post.pairingId === pairingId)
}

async function viewOf(reader: Reader, post: PostRow): Promise<SecretaryPost> {
  const [view] = await postViews(reader, [post])
  if (view === undefined) throw new AppError('not_found')
  return view
}

async function postViews(reader: Reader, posts: readonly PostRow[]): Promise<SecretaryPost[]> {
  const { reference, place } = await labels(
    reader,
    posts.map((post) => post.unitId),
    posts.map((post) => post.divisionCode),
  )
  return posts.map(({ divisionCode, unitId, agreedAt, confirmedAt, ...post }) => ({
    ...post,
    place: place(divisionCode),
    unitName: reference(unitId).name,
    agreedAt: agreedAt?.toISOString() ?? null,
    confirmedAt: confirmedAt?.toISOString() ?? null,
  }))
}
