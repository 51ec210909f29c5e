import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { AppError } from '../../../shared/errors.ts'
import type { Config } from '../../config.ts'
import type { Dependencies } from '../dependencies.ts'
import { registerDocumentation } from './documentation.ts'
import { registerHealth, registerMetrics, registerRequestLog } from './monitoring.ts'

/** The plugins in front of every route, in the order in which a request meets them. */
export async function registerPlatform(app: FastifyInstance, deps: Dependencies): Promise<void> {
  registerRequestLog(app)
  await registerProtection(app, deps.config)
  await registerCompression(app)
  await registerMetrics(app, deps.config)
  await registerDocumentation(app, deps.config)
  registerHealth(app, deps)
}

/**
 * Answers that do not fit one packet go out compressed; brotli at a quality that costs a fraction
 * of a millisecond. What is kept compressed, as the screens are, goes out as it is.
 */
async function registerCompression(app: FastifyInstance): Promise<void> {
  await app.register(compress, {
    threshold: 1_400,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  })
}

/** Cookies, and a ceiling for any one address; sign-in has a stricter limit of its own. */
async function registerProtection(app: FastifyInstance, config: Config): Promise<void> {
  await app.register(cookie)
  if (config.requestsPerMinute === 0) return
  await app.register(rateLimit, {
    max: config.requestsPerMinute,
    timeWindow: '1 minute',
    errorResponseBuilder: (_request, context) =>
      new AppError('too_many_requests', { values: { seconds: Math.ceil(context.ttl / 1000) } }),
  })
}
