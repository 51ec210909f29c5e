import { sql } from 'drizzle-orm'
import type { Config } from '../server/config.ts'
import { recordAudit } from '../server/evidence/index.ts'
import { setApprovalLimits, setBudget } from '../server/orders/index.ts'
import { proposeBankAccount, proposeIdentity } from '../server/organisations/index.ts'
import { systemActor } from '../server/platform/context.ts'
import { type Database, transaction } from '../server/platform/db/transaction.ts'
import { newId } from '../server/platform/ids.ts'
import { importDivisions } from '../server/villages/index.ts'
import { addDays, dayOf } from '../shared/scalars.ts'
import { acting, at } from './acting.ts'
import { assist } from './assist.ts'
import { type Cast, castEverybody, triedCooperative, triedUnit } from './cast.ts'
import { checks } from './check-orders.ts'
import { closings } from './close-months.ts'
import { creditCodeOf } from './codes.ts'
import { keepRecords } from './keep-records.ts'
import { marking } from './mark-goods.ts'
import { stockMarket } from './market.ts'
import { demoBegins, planRequisitions } from './plan.ts'
import { demoCounties } from './produce.ts'
import { runTimeline } from './timeline.ts'
import { ordering } from './trade.ts'
import { orderingUnits } from './units.ts'

export interface DemoWorld {
  db: Database
  config: Config
  now: Date
  /** Of the demo accounts. */
  password: string
}

/** The accounts people try the demo with, in the order of the README's table. */
export const demoAccounts = [
  'buyer',
  'approver',
  'receiver',
  'finance',
  'leader',
  'coop',
  'county',
  'county2',
  'group',
  'admin',
].map((name) => `${name}@cunji.test`)

/**
 * What stands in a database: nobody, the demo world, one whose making was cut off, or people of
 * its own, among whom no demo is ever raised.
 */
export async function demoState(db: Database): Promise<'empty' | 'raised' | 'cut off' | 'foreign'> {
  const rows = await db.execute<{ people: boolean; begun: boolean; raised: boolean }>(sql`
    select exists (select from accounts.people) as people,
      exists (select from evidence.audit_entries where action = 'demo.begin') as begun,
      exists (select from evidence.audit_entries where action = 'demo.raise') as raised`)
  const [state] = rows
  if (state?.raised) return 'raised'
  if (state?.begun) return 'cut off'
  return state?.people ? 'foreign' : 'empty'
}

/**
 * Two years of a market between real villages and invented organisations, made by the commands
 * that the API calls, at the instants at which they would have been called.
 */
export async function raiseDemoWorld(world: DemoWorld): Promise<void> {
  const today = dayOf(world.now)
  const begins = demoBegins(today)
  const founding = at(addDays(begins, -30), '09:00')
  const program = { actor: systemActor, requestId: 'demo', now: founding, newId }
  const planned = planRequisitions(today)
  const cast = await transaction(world.db, async (tx) => {
    await recordAudit(tx, program, { ...itself, action: 'demo.begin' })
    await importDivisions(tx, program, { only: demoCounties })
    const everybody = await castEverybody(tx, { password: world.password, begins: founding })
    await assist(tx, { cast: everybody, founding, today })
    return everybody
  })
  await setLimits(world, cast, { founding, today })
  const market = { db: world.db, cast, begins: dayOf(founding), today, planned }
  const { packs, products } = await stockMarket(market)
  await analyzeFilled(world.db)
  let invoices = 0
  const nextInvoice = () => ++invoices
  const trade = { db: world.db, cast, packs, today, nextInvoice }
  const looks = [30, 120, 360].map((days) => ({
    at: at(addDays(begins, days), '03:00'),
    act: () => analyzeFilled(world.db),
  }))
  const orders = planned.map((plan) => ordering(trade, plan))
  const oversight = [...closings({ ...world, cast, today }), ...checks({ ...world, cast, today })]
  const marked = marking({ ...world, cast, products, today })
  await runTimeline([...orders, ...looks, ...oversight, marked], world.now)
  await keepRecords({ ...world, cast, products, today })
  await proposeChanges(world, cast, at(addDays(today, -1), '10:00'))
  await transaction(world.db, async (tx) => {
    // Events of the demo's past shall not become notices and mails now.
    const recent = at(addDays(today, -3), '00:00').toISOString()
    await tx.execute(sql`delete from platform.outbox where created_at < ${recent}`)
    await recordAudit(tx, { ...program, now: world.now }, { ...itself, action: 'demo.raise' })
  })
  await world.db.execute(sql`analyze`)
}

/**
 * Analyses what has rows by now. A table known to be empty is read whole by every statement that is
 * planned before its first row, for as long as the plan is kept; one never looked at is not.
 */
async function analyzeFilled(db: Database): Promise<[]> {
  await db.execute(sql`do $$
    declare filled regclass;
    begin
      for filled in
        select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname !~ '^pg_' and pg_relation_size(c.oid) > 0
      loop
        execute format('analyze %s', filled);
      end loop;
    end $$`)
  return []
}

const itself = { subjectType: 'demo', subjectId: 'demo' }

/** Small orders pass without a signature; each year has a budget in proportion to the kitchen. */
async function setLimits(
  world: DemoWorld,
  cast: Cast,
  { founding, today }: { founding: Date; today: string },
): Promise<void> {
  const thisYear = Number(today.slice(0, 4))
  for (const { key, size } of orderingUnits) {
    const leader = cast.units.get(key)?.leader
    if (leader === undefined) continue
    const context = acting(leader, founding)
    await transaction(world.db, async (tx) => {
      const freeUpToCents = 6_000_000
      await setApprovalLimits(tx, context, { freeUpToCents, approverUpToCents: null, version: 0 })
      for (const year of [thisYear - 2, thisYear - 1, thisYear, thisYear + 1])
        await setBudget(tx, context, { year, budgetCents: size * 20_000_000, version: 0 })
    })
  }
}

/** Two changes wait for somebody else (§11.5): a unit's credit code, a cooperative's account. */
async function proposeChanges(world: DemoWorld, cast: Cast, now: Date): Promise<void> {
  const leader = cast.units.get(triedUnit)?.leader
  const manager = cast.cooperatives.get(triedCooperative)
  if (leader === undefined || manager === undefined) return
  await transaction(world.db, async (tx) => {
    await proposeIdentity(tx, acting(leader, now), {
      ...{ organisationId: leader.organisationId, version: 1 },
      wished: { creditCode: creditCodeOf('12500000400DEMX99') },
    })
    await proposeBankAccount(tx, acting(manager, now), {
      ...{ organisationId: manager.organisationId, version: 1 },
      secondPersonDays: 30,
      wished: { bankName: '示例农村商业银行营业部', bankAccount: '6200000000990001' },
    })
  })
}
