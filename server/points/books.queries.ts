import { asc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { mostAtOnce, mostBalances } from '../../shared/points/points.schemas.ts'
import { id } from '../../shared/scalars.ts'
import { organisationsPublished } from '../organisations/index.ts'
import type { Actor } from '../platform/context.ts'
import { type Keyset, keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { isOnPage, type ListSource, ofCountiesWithin, totalOf } from '../platform/db/list-source.ts'
import { allOf, execute, insertOf, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { divisionsPublished } from '../villages/index.ts'
import { books, households, rewards, rules } from './points.tables.ts'

export type BookRow = typeof books.$inferSelect
export type RuleRow = typeof rules.$inferSelect
export type RewardRow = typeof rewards.$inferSelect

/** Of a cooperative the books it keeps, of officials those of villages in their area. */
function visibleBooks({ organisationKind, organisationId, divisionCode }: Actor): ListSource {
  switch (organisationKind) {
    case 'platform':
      return { table: books, condition: sql`true` }
    case 'cooperative':
      return { table: books, condition: eq(books.cooperativeId, organisationId ?? '') }
    case 'authority':
      return ofArea(divisionCode)
    default:
      return { table: books, condition: sql`false` }
  }
}

/** Digits of a county's code; longer ones lie within a county. */
const countyLength = 6

function ofArea(divisionCode: string | null): ListSource {
  const source = ofCountiesWithin(books.countyCode, divisionCode?.slice(0, countyLength) ?? null)
  const isPart = (divisionCode?.length ?? 0) > countyLength
  const within = isPart && sql`starts_with(${books.villageCode}, ${divisionCode})`
  return { ...source, condition: allOf([source.condition, within]) }
}

/** A page of the visible books, latest first, with the names that stand beside them. */
export async function selectBookPage(
  reader: Reader,
  actor: Actor,
  filter: Parameters<typeof keysetOf>[1] & Parameters<typeof totalOf>[1],
) {
  const keyset: Keyset = keysetOf(latestFirst('opened_at', 'books'), filter)
  const source = visibleBooks(actor)
  const rows = await booksWithNames(reader, keyset.cursor)
    .where(isOnPage(source, keyset))
    .orderBy(keyset.order)
  return { rows, total: await totalOf(reader, filter, source) }
}

export type BookDetails = Awaited<ReturnType<typeof booksWithNames>>[number]

export async function bookById(reader: Reader, bookId: string): Promise<BookDetails | undefined> {
  const [row] = await booksWithNames(reader).where(eq(books.id, bookId))
  return row
}

function booksWithNames(reader: Reader, cursor = sql<string>`''`) {
  return reader
    .select({
      book: books,
      cooperativeName: organisationsPublished.name,
      villageName: divisionsPublished.pathName,
      cursor,
    })
    .from(books)
    .innerJoin(organisationsPublished, eq(organisationsPublished.id, books.cooperativeId))
    .innerJoin(divisionsPublished, eq(divisionsPublished.code, books.villageCode))
}

/** Writes a book unless the cooperative keeps one of the village; the id of what stands there. */
export async function insertBook(
  tx: Transaction,
  row: Pick<BookRow, 'id' | 'cooperativeId' | 'villageCode' | 'openedBy' | 'openedAt'>,
): Promise<{ id: string; isNew: boolean }> {
  const count = await execute(tx, sql`${insertOf(books, [row])} on conflict do nothing`)
  if (count > 0) return { id: row.id, isNew: true }
  const { cooperativeId, villageCode } = row
  const found = await bookOf(tx, { cooperativeId, villageCode })
  return { id: found?.id ?? row.id, isNew: false }
}

export async function bookOf(
  reader: Reader,
  key: { cooperativeId: string; villageCode: string },
): Promise<BookRow | undefined> {
  const [row] = await reader
    .select()
    .from(books)
    .where(
      allOf([eq(books.cooperativeId, key.cooperativeId), eq(books.villageCode, key.villageCode)]),
    )
  return row
}

/** Holds a book, so that whatever is written into it comes one after the other. */
export async function lockBook(tx: Transaction, bookId: string): Promise<BookRow | undefined> {
  const [row] = await tx.select().from(books).where(eq(books.id, bookId)).for('no key update')
  return row
}

export async function insertRule(tx: Transaction, row: typeof rules.$inferInsert): Promise<void> {
  await tx.insert(rules).values(row)
}

export async function ruleOf(
  reader: Reader,
  key: { bookId: string; ruleId: string },
): Promise<RuleRow | undefined> {
  const [row] = await reader
    .select()
    .from(rules)
    .where(allOf([eq(rules.id, key.ruleId), eq(rules.bookId, key.bookId)]))
  return row
}

export async function endRuleOn(
  tx: Transaction,
  ruleId: string,
  ended: { validTo: string; endedBy: string },
): Promise<void> {
  await tx.update(rules).set(ended).where(eq(rules.id, ruleId))
}

/** The rules of a book, those in force first and of them the latest. */
export function rulesOfBook(reader: Reader, bookId: string): Promise<RuleRow[]> {
  return reader
    .select()
    .from(rules)
    .where(eq(rules.bookId, bookId))
    .orderBy(sql`${rules.validTo} is not null, ${rules.addedAt} desc, ${rules.id} desc`)
    .limit(mostAtOnce)
}

export async function insertReward(
  tx: Transaction,
  row: typeof rewards.$inferInsert,
): Promise<void> {
  await tx.insert(rewards).values(row)
}

export async function rewardOf(
  reader: Reader,
  key: { bookId: string; rewardId: string },
): Promise<RewardRow | undefined> {
  const [row] = await reader
    .select()
    .from(rewards)
    .where(allOf([eq(rewards.id, key.rewardId), eq(rewards.bookId, key.bookId)]))
  return row
}

export async function updateReward(
  tx: Transaction,
  rewardId: string,
  stock: Partial<Pick<RewardRow, 'stockedCount' | 'stockCount'>>,
): Promise<void> {
  await tx.update(rewards).set(stock).where(eq(rewards.id, rewardId))
}

/** The rewards of a book, those that can be had first. */
export function rewardsOfBook(reader: Reader, bookId: string): Promise<RewardRow[]> {
  return reader
    .select()
    .from(rewards)
    .where(eq(rewards.bookId, bookId))
    .orderBy(sql`${rewards.stockCount} = 0`, asc(rewards.points), asc(rewards.id))
    .limit(mostAtOnce)
}

/** What each household has: 2 stands before 12, 3-12 before 10-1. One more than are shown. */
export function balancesOfBook(reader: Reader, bookId: string) {
  return reader
    .select({ householdKey: households.householdKey, points: households.points })
    .from(households)
    .where(eq(households.bookId, bookId))
    .orderBy(sql`billing.household_order(${households.householdKey}), ${households.householdKey}`)
    .limit(mostBalances + 1)
}

const lotOfPool = z.object({
  lotId: id,
  number: z.string(),
  productName: z.string(),
  households: z.int(),
  grams: z.int(),
})

/** Lots that households of a village brought something to, with what counts of it. */
export function pooledLotsOf(reader: Reader, bookId: string) {
  return queryRows(
    reader,
    lotOfPool,
    sql`
    select brought.lot_id, l.number, p.name as product_name,
      count(*)::integer as households, sum(brought.grams)::bigint as grams
    from (
      select lot_id, household,
        sum(case when kind = 'reversal' then -grams else grams end) as grams
      from points.entries where book_id = ${bookId} and lot_id is not null
      group by 1, 2) brought
      join catalogue.lots_published l on l.id = brought.lot_id
      join catalogue.products_published p on p.id = l.product_id
    where brought.grams > 0
    group by 1, 2, 3 order by max(l.harvested_on) desc, brought.lot_id limit ${mostAtOnce}`,
  )
}

const lotTotal = z.object({ totalGrams: z.int() })

/** What was declared of a lot. */
export async function gramsOfLot(reader: Reader, lotId: string): Promise<number> {
  const row = await queryRow(
    reader,
    lotTotal,
    sql`select total_grams from catalogue.lots_published where id = ${lotId}`,
  )
  return row?.totalGrams ?? 0
}
