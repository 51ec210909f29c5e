import type { Handled } from '../../shared/endpoint.ts'
import { AppError, fieldError } from '../../shared/errors.ts'
import { eventsOf } from '../../shared/exchange/webhook-events.ts'
import {
  type createWebhook as createEndpoint,
  mostWebhooks,
  type Webhook,
} from '../../shared/exchange/webhooks.api.ts'
import { recordAudit } from '../evidence/index.ts'
import { lockOrganisation } from '../organisations/index.ts'
import { type Context, organisationOf } from '../platform/context.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { formerSecretMs, formerSecrets, webhookSecret } from './webhook-signature.ts'
import {
  countWebhooks,
  deleteWebhook,
  insertWebhook,
  lockWebhook,
  type ShownWebhook,
  selectWebhooks,
  updateWebhook,
  type WebhookRow,
} from './webhooks.queries.ts'

/** What is typed of an endpoint; its address has been judged. */
export type WebhookInput = Handled<typeof createEndpoint>['body']

interface SecretSettings {
  linkSecret: string
}

/** The endpoints of the actor's organisation. */
export async function listWebhooks(reader: Reader, { actor, now }: Context): Promise<Webhook[]> {
  const rows = await selectWebhooks(reader, { organisationId: organisationOf(actor) })
  return rows.map((row) => webhookView(row, now))
}

/** Registers an endpoint for the actor's organisation; its secret is told here and never again. */
export async function createWebhook(
  tx: Transaction,
  context: Context,
  input: WebhookInput,
  settings: SecretSettings,
): Promise<{ secret: string; webhook: Webhook }> {
  const organisationId = organisationOf(context.actor)
  // Held, so that two at once are counted one after the other.
  await lockOrganisation(tx, organisationId)
  if ((await countWebhooks(tx, organisationId)) >= mostWebhooks)
    throw fieldError(['url'], 'too_many', { maximum: mostWebhooks })
  const id = context.newId()
  const { now } = context
  const signer = { id, secretNumber: 1 }
  const saved = savedBy(context, input)
  await insertWebhook(tx, {
    ...{ ...signer, ...saved, organisationId, state: 'active', availableAt: now, createdAt: now },
  })
  await audit(tx, context, id, { action: 'exchange.create-webhook', after: detailsOf(saved) })
  return {
    secret: webhookSecret(settings.linkSecret, signer),
    webhook: await view(tx, context, id),
  }
}

/** Changes an endpoint; from here on it is told what the actor may know. */
export async function saveWebhook(
  tx: Transaction,
  context: Context,
  id: string,
  input: WebhookInput,
): Promise<Webhook> {
  const before = await lockOwnWebhook(tx, context, id)
  const saved = savedBy(context, input)
  await updateWebhook(tx, id, saved)
  await audit(tx, context, id, {
    action: 'exchange.save-webhook',
    before: detailsOf(before),
    after: detailsOf(saved),
  })
  return view(tx, context, id)
}

/** Gives an endpoint a new secret; each one before signs as well for its day. */
export async function rotateWebhookSecret(
  tx: Transaction,
  context: Context,
  id: string,
  settings: SecretSettings,
): Promise<{ secret: string; webhook: Webhook }> {
  const before = await lockOwnWebhook(tx, context, id)
  const { now } = context
  const former = formerSecrets(before, now)
  const [, , oldest] = former
  if (oldest !== undefined) {
    const seconds = Math.ceil((oldest.getTime() - now.getTime()) / 1_000)
    throw new AppError('too_many_requests', { values: { seconds } })
  }
  const signer = { id, secretNumber: before.secretNumber + 1 }
  const until = new Date(now.getTime() + formerSecretMs)
  await updateWebhook(tx, id, { ...signer, formerSecretsUntil: [until, ...former] })
  await audit(tx, context, id, { action: 'exchange.rotate-webhook-secret' })
  return {
    secret: webhookSecret(settings.linkSecret, signer),
    webhook: await view(tx, context, id),
  }
}

/** Stops sending; what happens meanwhile waits. One that is disabled stays so. */
export async function pauseWebhook(tx: Transaction, context: Context, id: string) {
  const { state } = await lockOwnWebhook(tx, context, id)
  if (state === 'active') {
    await updateWebhook(tx, id, { state: 'paused' })
    await audit(tx, context, id, { action: 'exchange.pause-webhook', before: { state } })
  }
  return view(tx, context, id)
}

/** Sends again, at once, what waits and what happens; the past failures are forgotten. */
export async function resumeWebhook(tx: Transaction, context: Context, id: string) {
  const { state, disabledFor } = await lockOwnWebhook(tx, context, id)
  if (state !== 'active') {
    await updateWebhook(tx, id, {
      ...{ state: 'active', disabledFor: null, availableAt: context.now },
      ...{ failingSince: null, failures: 0 },
    })
    const before = { state: disabledFor ?? state }
    await audit(tx, context, id, { action: 'exchange.resume-webhook', before })
  }
  return view(tx, context, id)
}

/** Removes an endpoint with its deliveries; the audit log keeps that it was there. */
export async function removeWebhook(tx: Transaction, context: Context, id: string) {
  const before = await lockOwnWebhook(tx, context, id)
  await deleteWebhook(tx, id)
  await audit(tx, context, id, { action: 'exchange.remove-webhook', before: detailsOf(before) })
  return { webhookId: id }
}

/** An endpoint of the actor's organisation, held; that of another is not there. */
export async function lockOwnWebhook(
  tx: Transaction,
  { actor }: Context,
  id: string,
): Promise<WebhookRow> {
  const row = await lockWebhook(tx, id)
  if (row?.organisationId !== organisationOf(actor)) throw new AppError('not_found')
  return row
}

/** The same, where it is told something today. */
export async function lockActiveWebhook(
  tx: Transaction,
  context: Context,
  id: string,
): Promise<WebhookRow> {
  await lockOwnWebhook(tx, context, id)
  const webhook = await requireOwnWebhook(tx, context, id)
  const state = stateOf(webhook)
  if (state !== 'active') throw new AppError('illegal_transition', { values: { state } })
  return webhook
}

/** An endpoint of the actor's organisation as they are shown it. */
export async function requireOwnWebhook(
  reader: Reader,
  { actor }: Context,
  id: string,
): Promise<ShownWebhook> {
  const [row] = await selectWebhooks(reader, { organisationId: organisationOf(actor), id })
  if (row === undefined) throw new AppError('not_found')
  return row
}

/** The columns that saving sets; refuses events that the organisation is never told of. */
function savedBy({ actor, now }: Context, { url, description, events }: WebhookInput) {
  const { organisationKind } = actor
  if (organisationKind === null) throw new AppError('forbidden')
  const offered = eventsOf(organisationKind)
  const odd = events.findIndex((event) => !offered.includes(event))
  if (odd >= 0) throw fieldError(['events', odd], 'not_an_option')
  const { personId, divisionCode } = actor
  return {
    ...{ url, description, events: [...new Set(events)], organisationKind },
    ...{ personId, roles: [...actor.roles], divisionCode, savedAt: now },
  }
}

const detailsOf = ({ url, description, events }: WebhookInput) => ({ url, description, events })

function audit(
  tx: Transaction,
  context: Context,
  subjectId: string,
  act: { action: `exchange.${string}`; before?: object; after?: object },
): Promise<void> {
  return recordAudit(tx, context, { ...act, subjectType: 'webhook', subjectId })
}

async function view(tx: Transaction, context: Context, id: string): Promise<Webhook> {
  return webhookView(await requireOwnWebhook(tx, context, id), context.now)
}

function webhookView(row: ShownWebhook, now: Date): Webhook {
  const { id: webhookId, url, description, events, savedBy, failingSince } = row
  return {
    ...{ webhookId, url, description, events, savedBy, state: stateOf(row) },
    savedAt: row.savedAt.toISOString(),
    failingSince: failingSince?.toISOString() ?? null,
    formerSecretUntil: formerSecrets(row, now)[0]?.toISOString() ?? null,
  }
}

function stateOf({ state, disabledFor, ...row }: ShownWebhook): Webhook['state'] {
  if (disabledFor !== null) return disabledFor
  if (!row.isHeld) return 'saver-left'
  if (!row.isEntitled) return 'suspended'
  return state === 'paused' ? 'paused' : 'active'
}
