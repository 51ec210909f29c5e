import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type FastifyServerOptions, LogController } from 'fastify'
import type { Config } from '../../config.ts'
import { loggedError } from './logged-error.ts'
import { answerProblem } from './problem.ts'

/** How Fastify listens and logs. */
export function serverOptions(config: Config) {
  return {
    bodyLimit: 1_048_576,
    // A photo over a village's line takes its time; nobody may take for ever.
    requestTimeout: 300_000,
    // While it stops, the program answers what still arrives as it always does.
    return503OnClosing: false,
    frameworkErrors: answerProblem,
    trustProxy: (_address: string, hop: number) => hop < config.trustedProxies,
    forceCloseConnections: 'idle' as const,
    genReqId: (request: IncomingMessage) => requestId(request.headers['x-request-id']),
    // One line per answer is enough; monitoring.ts writes it.
    logController: new LogController({ disableRequestLogging: true }),
    logger: { level: config.logLevel, serializers: { req: loggedRequest, err: loggedError } },
  } satisfies FastifyServerOptions
}

/** Takes over an id that a proxy has given, when it can do no harm in a log. */
export function requestId(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.-]{8,64}$/.test(header) ? header : randomUUID()
}

/** Query strings may hold a token from a mail or what somebody searched for: they stay out. */
function loggedRequest(request: { method: string; url: string; ip?: string }) {
  return { method: request.method, path: request.url.split('?')[0], ip: request.ip }
}
