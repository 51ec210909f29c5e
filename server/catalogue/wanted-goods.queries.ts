import { and, eq, gte, isNull, or, sql } from 'drizzle-orm'
import { z } from 'zod'
import {
  wantedGoods as wantedGoodsView,
  wantedNearby,
} from '../../shared/catalogue/wanted-goods.api.ts'
import type { CursorPage } from '../../shared/pagination.ts'
import { keysetOf, latestFirst } from '../platform/db/keyset.ts'
import { allOf, execute, queryRow, queryRows } from '../platform/db/rows.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import { placeOf } from './browse.queries.ts'
import { wantedGoods, wantedGoodsAnswers } from './catalogue.tables.ts'
import { isOnSale } from './product-filters.queries.ts'

export type WantedRow = typeof wantedGoods.$inferSelect

const order = latestFirst('requested_at', 'wanted')

/** So many of those who have the goods are shown. */
const shownAnswers = 20

const instants = { requestedAt: z.date() }
const answerRow = z.object({ answeredAt: z.string() })

const ownRow = wantedGoodsView.omit({ state: true, answers: true }).extend({
  ...instants,
  withdrawnAt: z.date().nullable(),
  answers: z.array(
    wantedGoodsView.shape.answers.element.omit({ answeredAt: true }).extend(answerRow.shape),
  ),
  cursor: z.string(),
})
export type OwnWantedRow = z.output<typeof ownRow>

/** The requests of a unit, the latest first; of one of them where it is named. */
export function selectWantedOf(
  reader: Reader,
  { unitId, id, ...page }: CursorPage & { unitId: string; id?: string },
): Promise<OwnWantedRow[]> {
  const keyset = keysetOf(order, page)
  return queryRows(
    reader,
    ownRow,
    sql`
    select wanted.id, goods, grams, needed_on, remarks, requested_at, withdrawn_at,
      (select count(*)::int from catalogue.wanted_goods_answers
        where wanted_id = wanted.id and product_id is null) as declined,
      coalesce((select jsonb_agg(jsonb_build_object(
          'cooperative', jsonb_build_object('id', seller.id, 'name', seller.name),
          'product', jsonb_build_object('id', product.id, 'name', product.name),
          'answered_at', answer.answered_at) order by answer.answered_at desc, seller.id)
        from (select * from catalogue.wanted_goods_answers
          where wanted_id = wanted.id and product_id is not null
          order by answered_at desc, cooperative_id limit ${shownAnswers}) as answer
        join catalogue.products product on product.id = answer.product_id
        join organisations.organisations_published seller on seller.id = answer.cooperative_id
      ), '[]'::jsonb) as answers, ${keyset.cursor} as cursor
    from catalogue.wanted_goods wanted
    where ${allOf([
      sql`unit_id = ${unitId}`,
      id !== undefined && sql`wanted.id = ${id}`,
      keyset.after,
    ])}
    order by ${keyset.order} limit ${keyset.limit}`,
  )
}

const nearbyRow = wantedNearby.omit({ answer: true }).extend({
  ...instants,
  answer: wantedNearby.shape.answer
    .unwrap()
    .omit({ answeredAt: true })
    .extend(answerRow.shape)
    .nullable(),
  cursor: z.string(),
})
export type NearbyWantedRow = z.output<typeof nearbyRow>

/** Open requests of the places that a cooperative delivers to, the latest first. */
export function selectWantedNear(
  reader: Reader,
  {
    cooperativeId,
    today,
    id,
    ...page
  }: CursorPage & { cooperativeId: string; today: string; id?: string },
): Promise<NearbyWantedRow[]> {
  const keyset = keysetOf(order, page)
  return queryRows(
    reader,
    nearbyRow,
    sql`
    select wanted.id, goods, grams, needed_on, remarks, requested_at,
      jsonb_build_object('id', unit.id, 'name', unit.name) as unit, place.path_name as place_name,
      (select jsonb_build_object('answered_at', answered_at, 'product',
          case when product.id is not null
            then jsonb_build_object('id', product.id, 'name', product.name) end)
        from catalogue.wanted_goods_answers answer
        left join catalogue.products product on product.id = answer.product_id
        where wanted_id = wanted.id and answer.cooperative_id = ${cooperativeId}) as answer,
      ${keyset.cursor} as cursor
    from catalogue.wanted_goods wanted
    join organisations.organisations_published unit on unit.id = wanted.unit_id
    join villages.divisions_published place on place.code = wanted.place_codes[5]
    where ${allOf([
      sql`withdrawn_at is null`,
      sql`needed_on >= ${today}`,
      reaches(cooperativeId),
      id !== undefined && sql`wanted.id = ${id}`,
      keyset.after,
    ])}
    order by ${keyset.order} limit ${keyset.limit}`,
  )
}

/** Whether a cooperative delivers to where goods are wanted. */
function reaches(cooperativeId: string) {
  return sql`wanted.place_codes && array(select division_code from catalogue.delivery_areas
    where cooperative_id = ${cooperativeId})`
}

/** How many requests a unit has open; one withdrawn counts on until a day after it was made. */
export async function countOpenWanted(
  reader: Reader,
  { unitId, today, since }: { unitId: string; today: string; since: Date },
): Promise<number> {
  return reader.$count(
    wantedGoods,
    and(
      eq(wantedGoods.unitId, unitId),
      gte(wantedGoods.neededOn, today),
      or(isNull(wantedGoods.withdrawnAt), gte(wantedGoods.requestedAt, since)),
    ),
  )
}

/** Writes a request, to be delivered where the unit's canteen is. */
export async function insertWanted(
  tx: Transaction,
  row: Omit<WantedRow, 'placeCodes' | 'withdrawnAt'>,
): Promise<void> {
  await execute(
    tx,
    sql`
    insert into catalogue.wanted_goods
      (id, unit_id, goods, grams, needed_on, remarks, place_codes, requested_by, requested_at)
    select ${row.id}, ${row.unitId}, ${row.goods}, ${row.grams}, ${row.neededOn}, ${row.remarks},
      place.codes, ${row.requestedBy}, ${row.requestedAt.toISOString()}
    from (${placeOf(sql`${row.unitId}::uuid`)}) as place`,
  )
}

/** A request, locked until the transaction ends, or null. */
export async function lockWanted(tx: Transaction, id: string): Promise<WantedRow | null> {
  const [row] = await tx
    .select()
    .from(wantedGoods)
    .where(eq(wantedGoods.id, id))
    .for('no key update')
  return row ?? null
}

export async function endWanted(tx: Transaction, id: string, withdrawnAt: Date): Promise<void> {
  await tx.update(wantedGoods).set({ withdrawnAt }).where(eq(wantedGoods.id, id))
}

/** What a cooperative has answered, or null. */
export async function answerOf(
  reader: Reader,
  { wantedId, cooperativeId }: { wantedId: string; cooperativeId: string },
): Promise<{ productId: string | null } | null> {
  const [row] = await reader
    .select({ productId: wantedGoodsAnswers.productId })
    .from(wantedGoodsAnswers)
    .where(
      and(
        eq(wantedGoodsAnswers.wantedId, wantedId),
        eq(wantedGoodsAnswers.cooperativeId, cooperativeId),
      ),
    )
  return row ?? null
}

export async function writeAnswer(
  tx: Transaction,
  row: typeof wantedGoodsAnswers.$inferInsert,
): Promise<void> {
  const { wantedId: _, cooperativeId: __, ...set } = row
  await tx
    .insert(wantedGoodsAnswers)
    .values(row)
    .onConflictDoUpdate({
      target: [wantedGoodsAnswers.wantedId, wantedGoodsAnswers.cooperativeId],
      set,
    })
}

const soldProduct = z.object({ name: z.string() })

/** The name of a product that the cooperative sells now, or null. */
export async function soldProductOf(
  reader: Reader,
  { productId, cooperativeId }: { productId: string; cooperativeId: string },
): Promise<string | null> {
  const row = await queryRow(
    reader,
    soldProduct,
    sql`select name from catalogue.products where id = ${productId}
      and cooperative_id = ${cooperativeId} and ${isOnSale}`,
  )
  return row?.name ?? null
}
