import { expect, test } from 'vitest'
import { deleteOldImports, workOnImports } from '../../../server/exchange/index.ts'
import * as api from '../../../shared/exchange/imports.api.ts'
import { testApp } from '../../support/app.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { anOrganisation } from '../../support/factories/organisations.ts'

const { call, refusal, database, deps } = await testApp({ settings: { RATE_LIMIT: '0' } })

async function anAdmin() {
  const { id } = await anOrganisation(database, { kind: 'platform' })
  return (await aMember(database, { organisationId: id, roles: ['platform_admin'] })).actor
}

async function upload(as: Awaited<ReturnType<typeof anAdmin>>, phone: string) {
  const text = `姓名,手机,单位,角色\n王芳,${phone},没有的单位,采购员`
  const file = { bytes: Buffer.from(text), name: '人员.csv', fields: { kind: 'people' } }
  return call(api.uploadImport, {}, { as, file })
}

const idsOf = async (as: Awaited<ReturnType<typeof anAdmin>>) => {
  const { items } = await call(api.listImports, { query: { pageSize: 50 } }, { as })
  return items.map(({ id }) => id)
}

test('twenty imports wait to be applied at most: the oldest gives way, an applied one never', async () => {
  const as = await anAdmin()
  const applied = await upload(as, '13900000001')
  await database.sql`update exchange.imports set state = 'applied' where id = ${applied.id}`
  const partly = await upload(as, '13900000002')
  await database.sql`update exchange.imports set state = 'failed',
    failed_in = 'applying' where id = ${partly.id}`
  await database.sql`update exchange.import_rows set is_applied = true
    where import_id = ${partly.id}`
  const uploaded: string[] = []
  for (let number = 0; number < 22; number += 1)
    uploaded.push((await upload(as, `1390000${1_000 + number}`)).id)
  const kept = await idsOf(as)
  expect(kept).toHaveLength(22)
  expect(kept).toEqual([...uploaded.slice(2).reverse(), partly.id, applied.id])
})

test('§9 rows with names and phones go 30 days after they were left, and 180 after they were applied', async () => {
  const as = await anAdmin()
  const left = await upload(as, '13900000003')
  const fresh = await upload(as, '13900000004')
  const applied = await upload(as, '13900000005')
  const old = await upload(as, '13900000006')
  while (await workOnImports(deps)) {
    // one batch after the other
  }
  const daysAgo = (days: number) => new Date(deps.clock().getTime() - days * 86_400_000)
  const ages = [
    ...[[left.id, 'checked', 31] as const, [fresh.id, 'checked', 29] as const],
    ...[[applied.id, 'applied', 179] as const, [old.id, 'applied', 181] as const],
  ]
  for (const [id, state, days] of ages)
    await database.sql`update exchange.imports set state = ${state}, worked_at = ${daysAgo(days)}
      where id = ${id}`
  await deleteOldImports(deps).run(undefined as never)
  expect((await idsOf(as)).sort()).toEqual([fresh.id, applied.id].sort())
  const rows = await database.sql`select from exchange.import_rows
    where import_id in ${database.sql([left.id, old.id])}`
  expect(rows).toHaveLength(0)
})

test('a text is chosen a meaning for at most once a row', async () => {
  const as = await anAdmin()
  const { id } = await upload(as, '13900000007')
  const choose = async (text: string) => {
    const { version } = await call(api.readImport, { params: { importId: id } }, { as })
    const body = { field: 'organisation', text, value: 'a', version }
    return refusal(api.chooseMeant, { params: { importId: id }, body }, { as })
  }
  await expect(choose('一')).rejects.toThrow()
  expect((await choose('二')).code).toBe('too_many_rows')
})
