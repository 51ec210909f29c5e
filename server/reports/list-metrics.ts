import type { Reply } from '../../shared/endpoint.ts'
import {
  type Metric,
  metricCredits,
  metricDates,
  metricDimensions,
  metricSubjects,
  metricUnits,
} from '../../shared/reports/metric.ts'
import { type MetricName, metrics, versionOn } from '../../shared/reports/metrics.ts'
import { moneyMetrics } from '../../shared/reports/metrics-money.ts'
import { recognisedMetrics } from '../../shared/reports/metrics-recognised.ts'
import { reserveMetrics } from '../../shared/reports/metrics-reserve.ts'
import type { listMetrics } from '../../shared/reports/reports.api.ts'

/** The catalogue of figures as it is on a day, in both languages (§4.4). */
export function metricsOn(today: string): Reply<typeof listMetrics> {
  const items = Object.entries<Metric>(metrics).map(([name, metric]) => {
    const inForce = versionOn(name as MetricName, today)
    return {
      name,
      group: groupOf(name),
      ...inForce,
      label: metric.label,
      counts: metricSubjects[metric.counts],
      credit: metricCredits[metric.credit],
      date: metricDates[metric.date],
      units: metric.units.map((code) => ({ code, label: metricUnits[code] })),
      dimensions: metric.dimensions.map((code) => ({ code, label: metricDimensions[code] })),
      earlier: metric.versions.filter(({ version }) => version < inForce.version),
    }
  })
  return { items }
}

function groupOf(name: string): 'recognised' | 'money' | 'reached' {
  if (name in recognisedMetrics || name in reserveMetrics) return 'recognised'
  return name in moneyMetrics ? 'money' : 'reached'
}

/** The versions of all definitions in force on a day, as an answer names them. */
export function metricVersionsOn(day: string): Record<string, number> {
  const names = Object.keys(metrics) as MetricName[]
  return Object.fromEntries(names.map((name) => [name, versionOn(name, day).version]))
}
