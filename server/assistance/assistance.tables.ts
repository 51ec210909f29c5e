import {
  bigint,
  boolean,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { reserveExemptions, reserveStates } from '../../shared/assistance/reserve.schemas.ts'
import { measures, targetSources, targetStates } from '../../shared/assistance/targets.schemas.ts'
import { channelKinds } from '../../shared/organisations/organisations.schemas.ts'
import { day, instant, integer64 } from '../platform/db/columns.ts'

export const assistanceSchema = pgSchema('assistance')

export const assistanceGroups = assistanceSchema.table('assistance_groups', {
  organisationId: uuid().primaryKey(),
  leadUnitId: uuid().notNull(),
})

export const groupMembers = assistanceSchema.table('group_members', {
  id: uuid().primaryKey(),
  groupId: uuid().notNull(),
  unitId: uuid().notNull(),
  fromDate: day().notNull(),
  toDate: day(),
})

export const pairings = assistanceSchema.table('pairings', {
  id: uuid().primaryKey(),
  organisationId: uuid().notNull(),
  divisionCode: text().notNull(),
  kind: text({ enum: ['designated', 'east_west', 'provincial', 'volunteer'] }).notNull(),
  fromDate: day().notNull(),
  toDate: day(),
  firstSecretaryName: text(),
  createdAt: instant().notNull(),
  endedAt: instant(),
})

export const secretaryConsents = assistanceSchema.table('secretary_consents', {
  id: uuid().primaryKey(),
  pairingId: uuid().notNull(),
  personId: uuid().notNull(),
  unitId: uuid().notNull(),
  name: text().notNull(),
  agreedAt: instant().notNull(),
  confirmedBy: uuid(),
  confirmedAt: instant(),
  withdrawnAt: instant(),
})

export const targets = assistanceSchema.table('targets', {
  id: uuid().primaryKey(),
  organisationId: uuid(),
  divisionCode: text(),
  year: integer().notNull(),
  measure: text({ enum: measures }).notNull(),
  createdAt: instant().notNull(),
})

export const targetValues = assistanceSchema.table('target_values', {
  id: uuid().primaryKey(),
  targetId: uuid().notNull(),
  validFrom: day().notNull(),
  amount: integer64(),
  shareBasisPoints: integer(),
  reason: text().notNull().default(''),
  documentName: text(),
  documentFileId: uuid(),
  source: text({ enum: targetSources }).notNull().default('form'),
  state: text({ enum: targetStates }).notNull(),
  organisationId: uuid(),
  proposedBy: uuid(),
  proposedAt: instant().notNull(),
  confirmingOrganisationId: uuid(),
  confirmingDivisionCode: text(),
  decidedBy: uuid(),
  decidedAt: instant(),
  decidedReason: text().notNull().default(''),
})

export const policyValues = assistanceSchema.table('policy_values', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  name: text().notNull(),
  value: jsonb().notNull(),
  validFrom: day().notNull(),
  decidedBy: text().notNull(),
  createdAt: instant().notNull(),
  divisionCode: text(),
})

export const introductions = assistanceSchema.table('introductions', {
  id: uuid().primaryKey(),
  helperUnitId: uuid().notNull(),
  buyerUnitId: uuid().notNull(),
  cooperativeId: uuid(),
  note: text().notNull().default(''),
  recordedBy: uuid().notNull(),
  recordedAt: instant().notNull(),
  confirmedBy: uuid(),
  confirmedAt: instant(),
  declinedAt: instant(),
  validTo: day(),
})

export const sharedCredits = assistanceSchema.table('shared_credits', {
  id: uuid().primaryKey(),
  buyerUnitId: uuid().notNull(),
  fromDate: day().notNull(),
  toDate: day(),
  createdAt: instant().notNull(),
})

export const sharedCreditParts = assistanceSchema.table(
  'shared_credit_parts',
  {
    sharedCreditId: uuid().notNull(),
    unitId: uuid().notNull(),
    shareBasisPoints: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.sharedCreditId, table.unitId] })],
)

export const reserveFilings = assistanceSchema.table('reserve_filings', {
  id: uuid().primaryKey(),
  unitId: uuid().notNull(),
  year: integer().notNull(),
  budgetCents: integer64(),
  shareBasisPoints: integer(),
  channels: text({ enum: channelKinds }).array().notNull(),
  exemption: text({ enum: reserveExemptions }),
  reason: text().notNull().default(''),
  filesWithUnitId: uuid(),
  sharedUnitIds: uuid().array().notNull().default([]),
  state: text({ enum: reserveStates }).notNull(),
  filedBy: uuid().notNull(),
  filedAt: instant().notNull(),
  checkedBy: uuid(),
  checkedAt: instant(),
  checkReason: text().notNull().default(''),
  version: integer().notNull().default(1),
})

export const reserveReminders = assistanceSchema.table(
  'reserve_reminders',
  {
    unitId: uuid().notNull(),
    year: integer().notNull(),
    remindedAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.unitId, table.year] })],
)

export const proposals = assistanceSchema.table('proposals', {
  id: uuid().primaryKey(),
  kind: text({ enum: ['membership', 'shared_credit', 'pairing'] }).notNull(),
  subject: text().notNull(),
  terms: jsonb().notNull(),
  wishedFrom: day().notNull(),
  toDate: day(),
  state: text({ enum: ['proposed', 'in_force', 'declined', 'withdrawn'] }).notNull(),
  organisationId: uuid().notNull(),
  proposedBy: uuid().notNull(),
  proposedAt: instant().notNull(),
  documentName: text(),
  documentFileId: uuid(),
  decidedBy: uuid(),
  decidedAt: instant(),
  relationId: uuid(),
  inForceFrom: day(),
})

export const proposalSides = assistanceSchema.table('proposal_sides', {
  id: uuid().primaryKey(),
  proposalId: uuid().notNull(),
  position: integer().notNull(),
  organisationId: uuid(),
  divisionCode: text(),
  kind: text({ enum: ['membership', 'shared_credit', 'pairing'] }).notNull(),
  proposedAt: instant().notNull(),
  isOpen: boolean().notNull(),
  agreedBy: uuid(),
  agreedAt: instant(),
})
