import { expect, test } from 'vitest'
import { testApp } from '../../support/app.ts'
import { testDatabase } from '../../support/database.ts'
import { aMember } from '../../support/factories/accounts.ts'
import { aCooperative } from '../../support/factories/organisations.ts'
import { importing } from '../../support/importing.ts'
import { countStatements } from '../../support/statements.ts'

// Plans for any number of rows do not suit four thousand.
const database = await testDatabase({ plansAsInProduction: true })
const app = await testApp({ database })

test('four thousand products come in, and go, by a bounded number of statements', async () => {
  const cooperative = await aCooperative(database)
  const { actor } = await aMember(database, {
    organisationId: cooperative.id,
    roles: ['cooperative_manager'],
  })
  const { apply, undo } = importing(app, 'products', actor)
  const titles = ['产品名称', '品类', '产地', '规格', '净重（公斤）', '单价（元）']
  const rows = Array.from({ length: 4_000 }, (_, number) => [
    ...[`示例产品${number}号`, '水果', '竹贤乡下庄村', '5公斤/箱', '5', `${20 + (number % 90)}`],
  ])
  const came = await countStatements(database, () => apply([titles, ...rows]))
  expect(came.result.counts).toMatchObject({ create: 4_000 })
  expect(came.statements.length).toBeLessThan(500)
  const went = await countStatements(database, () => undo(came.result.id))
  expect(went.result.state).toBe('undone')
  expect(went.statements.length).toBeLessThan(60)
}, 180_000)
