import { bareParameters } from './bare-placing.ts'
import { idOf } from './ids.ts'
import { type LoadResult, load } from './load.ts'
import { type OrderToPlace, orderMaker } from './orders-to-place.ts'
import { type Spread, spread } from './statistics.ts'
import { size } from './world.ts'

export interface PlacingRound {
  bare: number
  bareHot: number
  at16: LoadResult
  at64: LoadResult
  hot: LoadResult
}

/** Where the program and the bare routes answer, and tokens of the seeded buyers. */
export interface PlacingStage {
  address: string
  bareAddress: string
  tokenOf: (unit: number) => string
  neededOn: string
  settle: () => Promise<unknown>
}

/** One round: the bare route and the program by turns, on the same lots. */
export async function placingRound(stage: PlacingStage, seconds: number): Promise<PlacingRound> {
  // Announcements are relayed while orders are placed, and that counts; what one measurement
  // leaves behind, to relay or to tidy up, must not slow the next one.
  const bare = async (hot: boolean) => {
    await stage.settle()
    return (await placeBare(stage.bareAddress, { seconds, connections: 16, hot })).perSecond
  }
  const ours = async (connections: number, hot: boolean) => {
    await stage.settle()
    return place(stage, { seconds, connections, hot })
  }
  return {
    bare: await bare(false),
    at16: await ours(16, false),
    at64: await ours(64, false),
    bareHot: await bare(true),
    hot: await ours(16, true),
  }
}

export interface PlacingFigures {
  ofBare: Spread
  hotOfBare: Spread
  at64Of16: Spread
  perSecond: Spread
  p99Milliseconds: Spread
  refused: number
}

export function placingFigures(rounds: readonly PlacingRound[]): PlacingFigures {
  const answers = rounds.flatMap((round) => [round.at16, round.at64, round.hot])
  return {
    ofBare: spread(rounds.map((round) => round.at16.perSecond / round.bare)),
    hotOfBare: spread(rounds.map((round) => round.hot.perSecond / round.bareHot)),
    at64Of16: spread(rounds.map((round) => round.at64.perSecond / round.at16.perSecond)),
    perSecond: spread(rounds.map((round) => round.at16.perSecond)),
    p99Milliseconds: spread(rounds.map((round) => round.at16.p99)),
    refused: answers.reduce((sum, each) => sum + refusedIn(each), 0),
  }
}

export async function place(
  stage: PlacingStage,
  options: { seconds: number; connections: number; hot: boolean },
): Promise<LoadResult> {
  const next = orderMaker(options.hot)
  return load({ url: stage.address, ...options, next: () => requestOf(stage, next()) })
}

/** Orders by the plainest statement on the plainest route. */
export async function placeBare(
  url: string,
  options: { seconds: number; connections: number; hot: boolean },
): Promise<LoadResult> {
  const next = orderMaker(options.hot)
  const request = () => ({
    method: 'POST' as const,
    path: '/api/v1/requisitions',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(bareParameters(next())),
  })
  return load({ url, ...options, next: request })
}

/**
 * Each buyer asks for a quote, as they do before they place, until every pack was quoted: what a
 * process has read by the middle of a morning.
 */
export async function quoteWholeMarket(stage: PlacingStage): Promise<void> {
  const linesEach = size.products / size.units
  for (let unit = 1; unit <= size.units; unit += 1) {
    const lines = Array.from({ length: linesEach }, (_, index) => ({
      packId: idOf('pack', (unit - 1) * linesEach + index + 1),
      quantity: 1,
    }))
    const answer = await fetch(`${stage.address}/api/v1/requisitions/quote`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${stage.tokenOf(unit)}`,
      },
      body: JSON.stringify({
        channelId: idOf('channel', unit),
        neededOn: stage.neededOn,
        lines,
      }),
    })
    if (!answer.ok) throw new Error(`a quote was refused: ${answer.status}`)
  }
}

function requestOf(stage: PlacingStage, order: OrderToPlace) {
  const lines = order.products.map((product, index) => ({
    packId: idOf('pack', product),
    quantity: order.quantities[index],
  }))
  return {
    method: 'POST' as const,
    path: '/api/v1/requisitions',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${stage.tokenOf(order.unit)}`,
      'idempotency-key': order.key,
    },
    body: JSON.stringify({
      channelId: idOf('channel', order.unit),
      neededOn: stage.neededOn,
      lines,
    }),
  }
}

function refusedIn(result: LoadResult): number {
  return Object.entries(result.statuses).reduce(
    (sum, [status, count]) => (status === '201' ? sum : sum + count),
    0,
  )
}
