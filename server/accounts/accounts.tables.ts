import { integer, pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import type { KeyScope } from '../../shared/key-scopes.ts'
import type { OrganisationKind, Role } from '../../shared/roles.ts'
import { instant } from '../platform/db/columns.ts'

export const accountsSchema = pgSchema('accounts')

export const people = accountsSchema.table('people', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  email: text().unique(),
  phone: text(),
  memberNumber: text().unique(),
  passwordHash: text(),
  locale: text().$type<'zh-CN' | 'en'>().notNull().default('zh-CN'),
  createdAt: instant().notNull(),
  disabledAt: instant(),
  disabledReason: text(),
  disabledBy: uuid(),
})

export const memberships = accountsSchema.table('memberships', {
  id: uuid().primaryKey(),
  personId: uuid()
    .notNull()
    .references(() => people.id),
  organisationId: uuid().notNull(),
  organisationKind: text().$type<OrganisationKind>().notNull(),
  organisationName: text().notNull(),
  roles: text().array().$type<Role[]>().notNull(),
  /** Of an official: what they see; '' is the nation. */
  divisionCode: text(),
  createdAt: instant().notNull(),
  endedAt: instant(),
})

export const sessions = accountsSchema.table('sessions', {
  id: uuid().primaryKey(),
  personId: uuid()
    .notNull()
    .references(() => people.id),
  membershipId: uuid().references(() => memberships.id),
  userAgent: text().notNull(),
  address: text().notNull(),
  createdAt: instant().notNull(),
  lastUsedAt: instant().notNull(),
  generation: integer().notNull().default(0),
  rotatedAt: instant().notNull(),
  expiresAt: instant().notNull(),
  endedAt: instant(),
  endedReason: text(),
})

export const refreshTokens = accountsSchema.table('refresh_tokens', {
  tokenHash: text().primaryKey(),
  sessionId: uuid()
    .notNull()
    .references(() => sessions.id),
  generation: integer().notNull(),
  issuedAt: instant().notNull(),
})

export const signInAttempts = accountsSchema.table('sign_in_attempts', {
  subject: text().primaryKey(),
  attempts: integer().notNull(),
  windowStartedAt: instant().notNull(),
})

export const invitations = accountsSchema.table('invitations', {
  id: uuid().primaryKey(),
  tokenHash: text().notNull().unique(),
  mailTokenHash: text().unique(),
  /** Of a code to be typed, for whoever has no e-mail address. */
  codeHash: text().unique(),
  organisationId: uuid().notNull(),
  organisationKind: text().$type<OrganisationKind>().notNull(),
  organisationName: text().notNull(),
  divisionCode: text(),
  roles: text().array().$type<Role[]>().notNull(),
  name: text().notNull(),
  email: text(),
  phone: text(),
  /** Null: by the set-up of the installation, when nobody was there to invite. */
  invitedBy: uuid().references(() => people.id),
  createdAt: instant().notNull(),
  expiresAt: instant().notNull(),
  acceptedAt: instant(),
  acceptedBy: uuid().references(() => people.id),
  withdrawnAt: instant(),
})

export const passwordResets = accountsSchema.table('password_resets', {
  tokenHash: text().primaryKey(),
  personId: uuid()
    .notNull()
    .references(() => people.id),
  createdAt: instant().notNull(),
  expiresAt: instant().notNull(),
  usedAt: instant(),
  issuedBy: uuid().references(() => people.id),
  organisationId: uuid(),
})

export const emailClaims = accountsSchema.table('email_claims', {
  id: uuid().primaryKey(),
  personId: uuid()
    .notNull()
    .references(() => people.id),
  email: text().notNull(),
  createdAt: instant().notNull(),
  expiresAt: instant().notNull(),
  confirmedAt: instant(),
})

export const apiKeys = accountsSchema.table('api_keys', {
  id: uuid().primaryKey(),
  tokenHash: text().notNull().unique(),
  hint: text().notNull(),
  name: text().notNull(),
  scopes: text().array().$type<KeyScope[]>().notNull(),
  personId: uuid()
    .notNull()
    .references(() => people.id),
  organisationId: uuid().notNull(),
  organisationKind: text().$type<OrganisationKind>().notNull(),
  roles: text().array().$type<Role[]>().notNull(),
  divisionCode: text(),
  createdAt: instant().notNull(),
  expiresAt: instant().notNull(),
  lastUsedAt: instant(),
  revokedAt: instant(),
  revokedBy: uuid().references(() => people.id),
})

/** What other domains may join: the name of a person. Columns of a view need full names. */
export const peoplePublished = accountsSchema
  .view('people_published', { id: uuid('id').notNull(), name: text('name').notNull() })
  .existing()
