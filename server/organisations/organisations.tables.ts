import { boolean, integer, jsonb, pgSchema, text, uuid } from 'drizzle-orm/pg-core'
import { unitTypes } from '../../shared/organisations/organisations.schemas.ts'
import type { Role } from '../../shared/roles.ts'
import { day, instant } from '../platform/db/columns.ts'

export const organisationsSchema = pgSchema('organisations')

export const organisations = organisationsSchema.table('organisations', {
  id: uuid().primaryKey(),
  kind: text({ enum: ['unit', 'cooperative', 'authority', 'group', 'platform'] }).notNull(),
  name: text().notNull(),
  creditCode: text(),
  divisionCode: text(),
  address: text().notNull().default(''),
  contactName: text().notNull().default(''),
  contactPhone: text().notNull().default(''),
  contactEmail: text(),
  isExample: boolean().notNull().default(false),
  /** False of an application: until it is admitted, others may apply with its name and code. */
  holdsIdentity: boolean().notNull().default(true),
  createdAt: instant().notNull(),
  version: integer().notNull().default(1),
})

/** What other domains may join: an organisation. Columns of a view need full names. */
export const organisationsPublished = organisationsSchema
  .view('organisations_published', {
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    isExample: boolean('is_example').notNull(),
  })
  .existing()

export const units = organisationsSchema.table('units', {
  organisationId: uuid().primaryKey(),
  parentId: uuid(),
  unitType: text({ enum: unitTypes }).notNull(),
})

/** What asks to become a unit, and is none before it is admitted. */
export const unitApplications = organisationsSchema.table('unit_applications', {
  id: uuid().primaryKey(),
  name: text().notNull(),
  creditCode: text().notNull(),
  unitType: text({ enum: unitTypes }).notNull(),
  divisionCode: text().notNull(),
  address: text().notNull(),
  contactName: text().notNull(),
  contactPhone: text().notNull(),
  contactEmail: text(),
  supervisingUnit: text().notNull(),
  state: text({ enum: ['applied', 'admitted', 'rejected'] }).notNull(),
  stateReason: text().notNull().default(''),
  appliedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
  unitId: uuid(),
})

export const buyingChannels = organisationsSchema.table('buying_channels', {
  id: uuid().primaryKey(),
  unitId: uuid().notNull(),
  kind: text({ enum: ['canteen', 'contractor', 'union', 'staff'] }).notNull(),
  name: text().notNull(),
  creditCode: text(),
  divisionCode: text().notNull(),
  address: text().notNull(),
  contactName: text().notNull(),
  contactPhone: text().notNull(),
  createdAt: instant().notNull(),
  closedAt: instant(),
})

export const cooperatives = organisationsSchema.table('cooperatives', {
  organisationId: uuid().primaryKey(),
  cooperativeType: text({
    enum: ['cooperative', 'village_company', 'family_farm', 'processor'],
  }).notNull(),
  legalRepresentative: text().notNull(),
  bankName: text().notNull().default(''),
  bankAccount: text().notNull().default(''),
  countyCode: text().notNull(),
  state: text({
    enum: ['applied', 'recommended', 'admitted', 'rejected', 'suspended'],
  }).notNull(),
  stateReason: text().notNull().default(''),
  appliedAt: instant().notNull(),
  recommendedBy: uuid(),
  recommendedAt: instant(),
  admittedBy: uuid(),
  admittedAt: instant(),
})

export const licences = organisationsSchema.table('licences', {
  id: uuid().primaryKey(),
  cooperativeId: uuid().notNull(),
  kind: text({ enum: ['business', 'food_production', 'food_trading'] }).notNull(),
  number: text().notNull(),
  validFrom: day().notNull(),
  validTo: day(),
  fileId: uuid(),
  createdAt: instant().notNull(),
  state: text({ enum: ['in_application', 'submitted', 'accepted', 'declined'] }).notNull(),
  reason: text().notNull().default(''),
  /** Of its cooperative. */
  countyCode: text().notNull(),
  submittedBy: uuid(),
  decidedBy: uuid(),
  decidedAt: instant(),
})

export const proposedChanges = organisationsSchema.table('proposed_changes', {
  id: uuid().primaryKey(),
  organisationId: uuid().notNull(),
  organisationKind: text({ enum: ['unit', 'cooperative'] }).notNull(),
  kind: text({ enum: ['identity', 'bank_account'] }).notNull(),
  before: jsonb().notNull(),
  after: jsonb().notNull(),
  /** Whose officials decide; null where no official does. */
  divisionCode: text(),
  state: text({ enum: ['proposed', 'confirmed', 'declined', 'withdrawn'] }).notNull(),
  reason: text().notNull().default(''),
  byOrganisationId: uuid().notNull(),
  proposedBy: uuid().notNull(),
  proposedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAs: text().$type<Role>(),
  decidedAt: instant(),
  /** Of a bank account: for how long both managers must have been members by then. */
  secondPersonDays: integer(),
})
