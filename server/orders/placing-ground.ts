import { sql } from 'drizzle-orm'
import type { Sql } from 'postgres'
import { fieldError } from '../../shared/errors.ts'
import { dayOf } from '../../shared/scalars.ts'
import { type CreditFor, creditSnapshot } from '../assistance/index.ts'
import { type Offer, offersByPackIds } from '../catalogue/index.ts'
import type { Database } from '../platform/db/transaction.ts'
import type { ChannelFacts, PlacingMemory } from './placing-memory.ts'

/** What placing works with: it opens its own transaction, so it takes no one else's. */
export interface PlacingDependencies {
  db: Database
  sql: Sql
  memory: PlacingMemory
}

export interface GroundQuestion {
  unitId: string
  channelId: string
  packIds: readonly string[]
  now: Date
}

/** All that an order is decided on. */
export interface PlacingGround {
  offers: Map<string, Offer>
  channel: ChannelFacts
  creditFor: CreditFor
  creditVersion: number
  /** Whether some of it may be old: then it may place, for the statement checks, never refuse. */
  remembered: boolean
}

/** Reads what an order is decided on, out of memory where that is allowed and it is there. */
export async function readGround(
  deps: PlacingDependencies,
  question: GroundQuestion,
  { fresh }: { fresh: boolean },
): Promise<PlacingGround> {
  const [offers, channel] = await Promise.all([
    offersOf(deps, question.packIds, fresh),
    channelOf(deps, question, fresh),
  ])
  const credits = await creditsOf(deps, question, { channel: channel.facts, fresh })
  return {
    offers: offers.found,
    channel: channel.facts,
    creditFor: credits.creditFor,
    creditVersion: credits.version,
    remembered: offers.remembered || channel.remembered || credits.remembered,
  }
}

async function offersOf(deps: PlacingDependencies, packIds: readonly string[], fresh: boolean) {
  const found = new Map<string, Offer>()
  const missing = new Set<string>()
  for (const packId of packIds) {
    const offer = fresh ? undefined : deps.memory.offers.get(packId)
    if (offer === undefined) missing.add(packId)
    else found.set(packId, offer)
  }
  const remembered = found.size > 0
  for (const offer of await offersByPackIds(deps.db, [...missing])) {
    deps.memory.offers.set(offer.packId, offer)
    found.set(offer.packId, offer)
  }
  return { found, remembered }
}

async function channelOf(deps: PlacingDependencies, question: GroundQuestion, fresh: boolean) {
  const key = `${question.unitId}:${question.channelId}`
  const kept = fresh ? undefined : deps.memory.channels.get(key)
  if (kept !== undefined) return { facts: kept, remembered: true }
  const [facts] = await deps.db.execute<ChannelFacts & Record<string, unknown>>(sql`
    select buying_channels.kind, buying_channels.division_code as "divisionCode",
      coalesce(approval_limits.free_up_to_cents, 0) as "freeUpToCents",
      approval_limits.approver_up_to_cents as "approverUpToCents",
      credit_version.version as "creditVersion"
    from organisations.buying_channels_published buying_channels
    left join orders.approval_limits on approval_limits.unit_id = buying_channels.unit_id
    cross join orders.credit_version
    where buying_channels.id = ${question.channelId}
      and buying_channels.unit_id = ${question.unitId} and buying_channels.closed_at is null`)
  if (facts === undefined) throw fieldError(['channelId'], 'not_found')
  deps.memory.channels.set(key, facts)
  return { facts, remembered: false }
}

/**
 * The version that is handed on was read before the credits, so it is never newer than they are.
 * One read answers for all cooperatives: a unit buys from many, and few were introduced to it.
 */
async function creditsOf(
  deps: PlacingDependencies,
  { unitId, now }: GroundQuestion,
  { channel, fresh }: { channel: ChannelFacts; fresh: boolean },
) {
  const on = dayOf(now)
  const key = `${unitId}:${on}`
  const kept = fresh ? undefined : deps.memory.credits.get(key)
  if (kept !== undefined) {
    const version = Math.min(kept.version, channel.creditVersion)
    return { creditFor: kept.creditFor, version, remembered: true }
  }
  const creditFor = await creditSnapshot(deps.db, { unitId, on, placedAt: now })
  const version = channel.creditVersion
  deps.memory.credits.set(key, { creditFor, version })
  return { creditFor, version, remembered: false }
}
