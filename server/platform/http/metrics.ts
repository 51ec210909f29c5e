import type { FastifyInstance } from 'fastify'
import metrics from 'fastify-metrics'

/** Counts and times every route, and the process itself, for Prometheus at `/metrics`. */
export async function registerMetrics(app: FastifyInstance): Promise<void> {
  await app.register(metrics.default, {
    endpoint: { url: '/metrics', method: 'GET', schema: { hide: true } } as never,
    clearRegisterOnInit: true,
    routeMetrics: {
      enabled: { histogram: true, summary: false },
      overrides: {
        histogram: { buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] },
      },
    },
  })
}
