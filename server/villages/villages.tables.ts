import { sql } from 'drizzle-orm'
import { boolean, integer, jsonb, pgSchema, smallint, text, uuid } from 'drizzle-orm/pg-core'
import type { ProfileProposalState } from '../../shared/villages/villages.schemas.ts'
import { day, instant, integer64 } from '../platform/db/columns.ts'

export const villagesSchema = pgSchema('villages')

export const divisions = villagesSchema.table('divisions', {
  code: text().primaryKey(),
  level: smallint().notNull(),
  parentCode: text(),
  name: text().notNull(),
  officialName: text().notNull(),
  pathName: text().notNull(),
  searchTerms: text().array().notNull(),
  validFrom: day(),
  validTo: day(),
  successorCode: text(),
})

export const villageProfiles = villagesSchema.table('village_profiles', {
  villageCode: text().primaryKey(),
  introduction: text().notNull().default(''),
  households: integer(),
  photoFileId: uuid(),
  updatedAt: instant().notNull(),
  season: text().notNull().default(''),
})

export const profileProposals = villagesSchema.table('profile_proposals', {
  id: uuid().primaryKey(),
  villageCode: text().notNull(),
  countyCode: text().notNull().generatedAlwaysAs(sql`left(village_code, 6)`),
  organisationId: uuid().notNull(),
  introduction: text().notNull(),
  season: text().notNull(),
  photoFileId: uuid(),
  state: text().$type<ProfileProposalState>().notNull().default('waiting'),
  proposedBy: uuid().notNull(),
  proposedAt: instant().notNull(),
  decidedBy: uuid(),
  decidedAt: instant(),
  reason: text().notNull().default(''),
})

export const villageCapacities = villagesSchema.table('village_capacities', {
  id: uuid().primaryKey(),
  villageCode: text().notNull(),
  produce: text().notNull(),
  seasonYear: integer().notNull(),
  capacityGrams: integer64().notNull(),
  declaredBy: uuid().notNull(),
  declaredAt: instant().notNull(),
  fileId: uuid(),
})

export const divisionBoundaries = villagesSchema.table('division_boundaries', {
  code: text().primaryKey(),
  parentCode: text().notNull(),
  rings: jsonb().$type<number[][]>().notNull(),
  importedBy: uuid().notNull(),
  importedAt: instant().notNull(),
})

export const divisionImports = villagesSchema.table('division_imports', {
  id: uuid().primaryKey(),
  onlyCodes: text().array(),
  requestedBy: uuid().notNull(),
  requestedAt: instant().notNull(),
  finishedAt: instant(),
  hasFailed: boolean().notNull().default(false),
  total: integer(),
  read: integer().notNull().default(0),
  stored: integer().notNull().default(0),
  added: integer().notNull().default(0),
  changed: integer().notNull().default(0),
  abolished: integer().notNull().default(0),
})

/** What other domains may join: a division by its code. Columns of a view need full names. */
export const divisionsPublished = villagesSchema
  .view('divisions_published', {
    code: text('code').notNull(),
    name: text('name').notNull(),
    pathName: text('path_name').notNull(),
  })
  .existing()
