import type { BenchCluster } from './databases.ts'
import type { Spread } from './statistics.ts'

/** A part of the bench that can be run alone, on databases of its own. */
export interface Part {
  name: string
  run(cluster: BenchCluster, options: BenchOptions): Promise<Figure[]>
}

export interface BenchOptions {
  rounds: number
  /** How long one round keeps one kind of request going. */
  seconds: number
  /** Of the nation's size that worlds of national size are made in: 1 is the whole of it. */
  share: number
  /** The day on which the worlds stand. */
  today: string
}

/** One line of the report. */
export interface Figure {
  label: string
  unit: string
  spread: Spread
  limit?: Limit
  /** The resources of one request. */
  costs?: Costs
  /** Milliseconds that requests took to be answered. */
  latency?: Latency
}

export type Limit = { atLeast: number } | { atMost: number }

export interface Costs {
  /** Milliseconds of processor in all processes of PostgreSQL, background writers included. */
  postgresMs: number
  /** Milliseconds of processor in the process that answers, its collector included. */
  nodeMs: number
  logKilobytes: number
  /** Pages of 8 kB that PostgreSQL looked at, wherever they were. */
  buffers: number
}

export interface Latency {
  p50: number
  p95: number
  p99: number
}

/** A part's figures, as they are reported. */
export interface MeasuredPart {
  name: string
  figures: Figure[]
}

/** A figure meets its limit by its median; one that could not be measured meets none. */
export function meetsLimit({ spread, limit }: Figure): boolean {
  if (limit === undefined) return true
  if ('atLeast' in limit) return spread.median >= limit.atLeast
  return spread.median <= limit.atMost
}

/** The figures that miss their limits, named by their parts. */
export function missedOf(parts: readonly MeasuredPart[]): string[] {
  return parts.flatMap(({ name, figures }) =>
    figures.filter((figure) => !meetsLimit(figure)).map(({ label }) => `${name}: ${label}`),
  )
}

/** The exit code: 1 where a limit is missed, unless only a report is wanted. */
export function exitCodeOf(missed: readonly string[], reportOnly: boolean): number {
  return missed.length > 0 && !reportOnly ? 1 : 0
}
