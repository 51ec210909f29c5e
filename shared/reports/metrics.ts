import type { Metric, MetricVersion } from './metric.ts'
import { moneyMetrics } from './metrics-money.ts'
import { reachedMetrics } from './metrics-reached.ts'
import { recognisedMetrics } from './metrics-recognised.ts'
import { reserveMetrics } from './metrics-reserve.ts'
import { targetMetrics } from './metrics-targets.ts'

/**
 * Every figure the program states, defined once by name and version (§4.4). Screens, files and
 * endpoints name the definition they use; a definition that changes gets a new version, dated, and
 * the older ones stay, with what they are computed by.
 */
export const metrics = {
  ...recognisedMetrics,
  ...reserveMetrics,
  ...targetMetrics,
  ...reachedMetrics,
  ...moneyMetrics,
}

export type MetricName = keyof typeof metrics

/** A figure's definition that is in force on a day; of days before the first one, the first. */
export function versionOn(name: MetricName, day: string): MetricVersion {
  const { versions }: Metric = metrics[name]
  return versions.findLast(({ from }) => from <= day) ?? versions[0]
}
