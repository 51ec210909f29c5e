import { expect, test } from 'vitest'
import { markGoods } from '../../../server/catalogue/mark-goods.ts'
import { browse } from '../../../shared/catalogue/catalogue.api.ts'
import { produceKinds, saveProduceKind } from '../../../shared/catalogue/produce-names.api.ts'
import { listAudit } from '../../../shared/evidence/evidence.api.ts'
import { testApp } from '../../support/app.ts'
import { aMember, anOrganisation } from '../../support/factories/accounts.ts'
import { anOffer } from '../../support/factories/catalogue.ts'
import { aCooperative } from '../../support/factories/organisations.ts'

const { call, refusal, database } = await testApp()
const platform = await anOrganisation(database, { kind: 'platform' })
const { actor: admin } = await aMember(database, {
  organisationId: platform,
  roles: ['platform_admin'],
})
const cooperative = await aCooperative(database)
const potatoes = await anOffer(database, {
  cooperativeId: cooperative.id,
  originCode: '500237222213',
  name: '巫山洋芋',
  category: 'vegetables',
})

async function kindOf(q: string) {
  const { items } = await call(produceKinds, { query: { q } }, { as: admin })
  return items[0]
}

async function foundBy(q: string): Promise<string[]> {
  const { items } = await call(browse, { query: { q } })
  return items.map((item) => item.productId)
}

async function markAll() {
  while (await markGoods(database.db));
}

test('at least three hundred kinds are known from the start, each name once', async () => {
  const [row] = await database.sql<{ kinds: number; names: number; broken: number }[]>`
    select count(distinct kind)::int as kinds, count(*)::int as names,
      (select count(*)::int from catalogue.produce_kinds, unnest(broader) as wider
        where not exists (select from catalogue.produce_kinds where name = wider)) as broken
    from catalogue.produce_names`
  expect(row?.kinds).toBeGreaterThan(300)
  expect(row?.names).toBeGreaterThan(1_000)
  expect(row?.broken).toBe(0)
})

test('goods of an older database are marked by what they are called', async () => {
  await database.sql`update catalogue.products set search_grams = '{}', produce_key = '巫山洋芋'`
  expect(await foundBy('土豆')).toEqual([])
  await markAll()
  expect(await foundBy('土豆')).toEqual([potatoes.productId])
  const [row] = await database.sql`select produce_key from catalogue.products`
  expect(row?.produce_key).toBe('土豆')
  const [median] = await database.sql`select offers from catalogue.produce_medians
    where produce_key = '土豆'`
  expect(median?.offers).toBe(1)
})

test('a name that the platform adds finds goods, and one that it takes away does not', async () => {
  const kind = await kindOf('洋芋')
  if (kind === undefined) throw new Error('the kind is missing')
  expect(kind).toMatchObject({ name: '土豆', broader: [], version: 1 })
  const { name, broader } = kind
  expect(await foundBy('山蔓菁')).toEqual([])
  const otherNames = [...kind.otherNames, '山 蔓菁']
  const saved = await call(
    saveProduceKind,
    { body: { name, broader, otherNames, version: 1 } },
    { as: admin },
  )
  expect(saved.otherNames).toContain('山蔓菁')
  await markAll()
  expect(await foundBy('山蔓菁')).toEqual([potatoes.productId])
  expect(await foundBy('shanmanjing')).toEqual([potatoes.productId])

  const body = { name, broader, otherNames: kind.otherNames, version: 2 }
  await call(saveProduceKind, { body }, { as: admin })
  await markAll()
  expect(await foundBy('山蔓菁')).toEqual([])

  const { items } = await call(listAudit, { query: {} }, { as: admin })
  const acts = items.filter(({ action }) => action === 'catalogue.save-produce-kind')
  expect(acts).toHaveLength(2)
  expect(acts[0]?.personName).not.toBe('')
})

test('a name means one kind, nothing is part of itself, and nobody overwrites another', async () => {
  const save = (body: object) =>
    refusal(
      saveProduceKind,
      { body: { broader: [], otherNames: [], version: 0, ...body } as never },
      { as: admin },
    )
  const taken = await save({ name: '地蛋', otherNames: ['马铃薯'] })
  expect(taken.fields).toMatchObject([
    { path: ['otherNames'], code: 'produce_name_taken', values: { name: '马铃薯', kind: '土豆' } },
  ])
  expect((await save({ name: '洋芋' })).fields).toMatchObject([{ path: ['name'] }])
  expect((await save({ name: '土豆' })).code).toBe('stale_version')
  expect((await save({ name: '李子', broader: ['脆李'], version: 1 })).fields).toMatchObject([
    { path: ['broader'], code: 'cyclic_parent' },
  ])
  expect((await save({ name: '地蛋', broader: ['没有'] })).fields).toMatchObject([
    { path: ['broader'], code: 'not_found' },
  ])
})
