import { integer, text, uuid } from 'drizzle-orm/pg-core'
import type { WebhookEvent } from '../../shared/exchange/webhook-events.ts'
import type { AttemptFault } from '../../shared/exchange/webhooks.api.ts'
import type { OrganisationKind, Role } from '../../shared/roles.ts'
import { instant } from '../platform/db/columns.ts'
import { exchangeSchema } from './exchange.tables.ts'

export const webhookEndpoints = exchangeSchema.table('webhook_endpoints', {
  id: uuid().primaryKey(),
  organisationId: uuid().notNull(),
  organisationKind: text().$type<OrganisationKind>().notNull(),
  /** Who saved it last, in which roles and where: what they may know, it is told. */
  personId: uuid().notNull(),
  roles: text().array().$type<Role[]>().notNull(),
  divisionCode: text(),
  savedAt: instant().notNull(),
  url: text().notNull(),
  description: text().notNull(),
  events: text().array().$type<WebhookEvent[]>().notNull(),
  state: text().$type<'active' | 'paused' | 'disabled'>().notNull(),
  disabledFor: text().$type<'failing' | 'gone'>(),
  secretNumber: integer().notNull().default(1),
  /** Until when each secret before that signs as well, the latest first. */
  formerSecretsUntil: instant().array().notNull().default([]),
  failingSince: instant(),
  /** How many turns in a row have failed. */
  failures: integer().notNull().default(0),
  /** Not worked on before: a server has it in hand, or it rests after a failure. */
  availableAt: instant().notNull(),
  createdAt: instant().notNull(),
})

export const webhookDeliveries = exchangeSchema.table('webhook_deliveries', {
  id: uuid().primaryKey(),
  endpointId: uuid().notNull(),
  event: text().notNull(),
  payload: text().notNull(),
  createdAt: instant().notNull(),
  /** Of an office's: the place whose business it is. */
  divisionCode: text(),
  state: text().$type<'waiting' | 'delivered' | 'failed'>().notNull(),
  nextAttemptAt: instant().notNull(),
  attempts: integer().notNull().default(0),
  /** How often it was tried again since it was made or replayed. */
  retries: integer().notNull().default(0),
})

export const webhookAttempts = exchangeSchema.table('webhook_attempts', {
  deliveryId: uuid().notNull(),
  number: integer().notNull(),
  attemptedAt: instant().notNull(),
  status: integer(),
  fault: text().$type<AttemptFault>(),
  durationMs: integer().notNull(),
})
