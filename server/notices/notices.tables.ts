import { jsonb, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import type { Role } from '../../shared/roles.ts'
import { people } from '../accounts/accounts.tables.ts'
import { organisations } from '../organisations/organisations.tables.ts'
import { instant } from '../platform/db/columns.ts'

export const noticesSchema = pgSchema('notices')

export const notices = noticesSchema.table('notices', {
  id: uuid().primaryKey(),
  organisationId: uuid()
    .notNull()
    .references(() => organisations.id),
  /** Whom alone of its people it is for; null: all in these roles. */
  personId: uuid().references(() => people.id),
  roles: text().array().$type<Role[]>().notNull(),
  topic: text().notNull(),
  subjectType: text().notNull(),
  subjectId: uuid().notNull(),
  payload: jsonb().$type<Record<string, string | number>>().notNull(),
  createdAt: instant().notNull(),
  /** Since when there is nothing left to do about it. */
  doneAt: instant(),
})

export const noticeReadings = noticesSchema.table(
  'notice_readings',
  {
    noticeId: uuid()
      .notNull()
      .references(() => notices.id),
    personId: uuid()
      .notNull()
      .references(() => people.id),
    readAt: instant().notNull(),
  },
  (table) => [primaryKey({ columns: [table.noticeId, table.personId] })],
)
