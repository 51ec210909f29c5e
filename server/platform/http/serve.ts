import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { z } from 'zod'
import type { Endpoint, Handled, Reply } from '../../../shared/endpoint.ts'
import { AppError } from '../../../shared/errors.ts'
import { scopeOf } from '../../../shared/key-scopes.ts'
import { actorOf } from '../auth/actor.ts'
import type { Actor, Context } from '../context.ts'
import { type Transaction, transaction } from '../db/transaction.ts'
import type { Dependencies } from '../dependencies.ts'
import { CachedAnswers } from './cached-answers.ts'
import {
  type KeyedRequest,
  keepAnswer,
  requestHash,
  requireKey,
  type StoredAnswer,
  storedAnswer,
  takeKey,
} from './idempotency.ts'
import './write-guard.ts'

/** A validated request on its way through a route. */
export interface Handling<E extends Endpoint> extends Handled<E> {
  context: Context
  request: FastifyRequest
  reply: FastifyReply
}

/** Binds an endpoint to a handler that brings its own transaction, or needs none. */
export function serve<const E extends Endpoint>(
  app: FastifyInstance,
  deps: Dependencies,
  endpoint: E,
  handler: (handling: Handling<E>) => Promise<Reply<E>>,
): void {
  bind(app, deps, endpoint, async (handling) => {
    handling.reply.code(endpoint.status ?? 200)
    return handler(handling)
  })
}

/**
 * Binds a read whose answer is the same for everybody and may be a stated time old: kept as bytes,
 * made once however many ask, with an ETag.
 */
export function serveKept<const E extends Endpoint>(
  app: FastifyInstance,
  deps: Dependencies,
  endpoint: E,
  { maxAgeSeconds }: { maxAgeSeconds: number },
  handler: (handling: Handling<E>) => Promise<Reply<E>>,
): void {
  bind(
    app,
    deps,
    endpoint,
    keeping(deps, maxAgeSeconds, async (handling) => encode(endpoint, await handler(handling))),
  )
}

/** The same of a file of text, which the handler writes and names. */
export function serveKeptFile<const E extends Endpoint & { download: string }>(
  app: FastifyInstance,
  deps: Dependencies,
  endpoint: E,
  options: { maxAgeSeconds: number; nameOf: (handling: Handling<E>) => string },
  handler: (handling: Handling<E>) => Promise<string>,
): void {
  const sendKept = keeping(deps, options.maxAgeSeconds, handler, endpoint.download)
  bind(app, deps, endpoint, async (handling) => {
    const name = encodeURIComponent(options.nameOf(handling))
    handling.reply.header('content-disposition', `attachment; filename*=UTF-8''${name}`)
    return sendKept(handling)
  })
}

/**
 * Binds a read that is asked all the time and writes its answer itself, as JSON text; its route has
 * a test that compares the bytes with those of the contract. What `isForAll` says is the same for
 * everybody goes out of the answers that are kept for the stated time.
 */
export function serveWritten<const E extends Endpoint>(
  app: FastifyInstance,
  deps: Dependencies,
  endpoint: E,
  options: { maxAgeSeconds: number; isForAll: (handling: Handling<E>) => boolean },
  handler: (handling: Handling<E>) => Promise<string>,
): void {
  const sendKept = keeping(deps, options.maxAgeSeconds, handler)
  bind(app, deps, endpoint, async (handling) => {
    const { reply } = handling
    // A cache between server and browser must not give the one's answer to the other.
    reply.header('vary', 'accept-encoding, authorization')
    if (options.isForAll(handling)) return sendKept(handling)
    return reply.type('application/json; charset=utf-8').send(await handler(handling))
  })
}

/**
 * Sends what `write` makes of a request, or made of one like it. Junk in the address makes no
 * answers of its own, for they are told apart by what the contract read from it.
 */
function keeping<E extends Endpoint>(
  { clock }: Dependencies,
  maxAgeSeconds: number,
  write: (handling: Handling<E>) => Promise<string>,
  type?: string,
) {
  const answers = new CachedAnswers({ maxAgeSeconds, maxBytes: cachedBytes, clock })
  return (handling: Handling<E>) => {
    const { params, query, reply } = handling
    return answers.send(reply, JSON.stringify([params, query]), () => write(handling), type)
  }
}

/** Memory for the kept answers of one endpoint. */
const cachedBytes = 32 * 1_048_576

/**
 * Binds a write: one transaction around it, tried again on a serialisation failure or deadlock,
 * and, where the endpoint is idempotent, once per Idempotency-Key with the answer kept (§5.5).
 * Whoever's session or membership has ended writes nothing and gets no kept answer (§11.4).
 */
export function serveCommand<const E extends Endpoint>(
  app: FastifyInstance,
  deps: Dependencies,
  endpoint: E,
  handler: (tx: Transaction, handling: Handling<E>) => Promise<Reply<E>>,
): void {
  const status = endpoint.status ?? 200
  bind(app, deps, endpoint, async (handling) => {
    const keyed = endpoint.idempotent ? keyedRequest(endpoint, handling) : null
    const answer = await transaction(deps.db, async (tx) => {
      if (endpoint.access !== 'public') await deps.requireLive(tx, handling.context)
      const earlierAnswer = keyed && (await takeKey(tx, handling.context, keyed))
      if (earlierAnswer !== null) return earlierAnswer
      await app.writeGuard?.(tx, endpoint, handling.context)
      const fresh = { status, response: encode(endpoint, await handler(tx, handling)) }
      if (keyed !== null) await keepAnswer(tx, handling.context, keyed.key, fresh)
      return fresh
    })
    return sendKept(handling.reply, answer)
  })
}

/**
 * Binds a write that brings its own transaction, asks in it whether its actor is live, and keeps
 * its own answer under the key: for the few hot paths that are one statement. Where it refuses, a
 * request that came before gets the answer it was given then, whatever has changed since (§5.5).
 */
export function serveStatement<const E extends Endpoint>(
  app: FastifyInstance,
  deps: Dependencies,
  endpoint: E,
  handler: (keyed: KeyedRequest, handling: Handling<E>) => Promise<StoredAnswer>,
): void {
  bind(app, deps, endpoint, async (handling) => {
    const keyed = keyedRequest(endpoint, handling)
    const answer = await handler(keyed, handling).catch(async (error: unknown) => {
      if (!(error instanceof AppError)) throw error
      await deps.requireLive(deps.db, handling.context)
      const earlierAnswer = await storedAnswer(deps.db, handling.context, keyed)
      if (earlierAnswer) return earlierAnswer
      throw error
    })
    return sendKept(handling.reply, answer)
  })
}

function keyedRequest<E extends Endpoint>(endpoint: E, handling: Handling<E>): KeyedRequest {
  const key = requireKey(handling.request.headers['idempotency-key'])
  const { params, query, body, context } = handling
  const request = { params, query, body, for: context.actor.organisationId }
  return { key, endpointName: endpoint.name, hash: requestHash(endpoint.name, request) }
}

function sendKept(reply: FastifyReply, answer: StoredAnswer): FastifyReply {
  return reply.code(answer.status).type('application/json; charset=utf-8').send(answer.response)
}

/** The answer as the contract promises it: validated, nothing beyond it, serialised. */
export function encode<const E extends Endpoint>(endpoint: E, reply: Reply<E>): string {
  const shape: z.ZodType = endpoint.response
  return JSON.stringify(z.encode(shape, reply))
}

function bind<const E extends Endpoint>(
  app: FastifyInstance,
  deps: Dependencies,
  endpoint: E,
  handle: (handling: Handling<E>) => Promise<unknown>,
  options: Pick<RouteShorthandOptions, 'serializerCompiler'> = {},
): void {
  app.route({
    ...options,
    method: endpoint.method,
    url: endpoint.path,
    // Nothing is read of a body that comes with these.
    ...(endpoint.method === 'GET' && { decompress: false as const }),
    config: { endpoint } as RouteShorthandOptions['config'] & { endpoint: E },
    schema: schemaOf(endpoint),
    // After the rate limiter, before the body is validated: nobody learns shapes without access.
    preValidation: (request, reply, done) => {
      // Whoever opens an answer in a window gets a file, and never a page of ours.
      reply.header('content-disposition', 'attachment; filename="api.json"')
      const actor = actorOf(request, endpoint)
      // What somebody signed in reads stays in no cache; routes that may be kept say so themselves.
      if (request.headers.authorization !== undefined) reply.header('cache-control', 'no-store')
      if (actor instanceof Promise) return void takeActor(request, actor).then(() => done(), done)
      request.actor = actor
      done()
    },
    handler: (request, reply) =>
      handle({
        ...({ params: request.params, query: request.query, body: request.body } as Handled<E>),
        context: contextOf(deps, request),
        request,
        reply,
      }),
  })
}

/** A key is looked up, while a token says by itself whose it is. */
async function takeActor(request: FastifyRequest, actor: Promise<Actor>): Promise<void> {
  request.actor = await actor
}

function contextOf(deps: Dependencies, request: FastifyRequest): Context {
  return { actor: request.actor, requestId: request.id, now: deps.clock(), newId: deps.newId }
}

function schemaOf(endpoint: Endpoint) {
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    tags: [endpoint.name.split('.')[0] ?? ''],
    ...(endpoint.params && { params: endpoint.params }),
    ...(endpoint.query && { querystring: endpoint.query }),
    ...(endpoint.body && { body: endpoint.body }),
    ...(endpoint.upload && { consumes: ['multipart/form-data'] }),
    ...(endpoint.download
      ? { produces: [endpoint.download] }
      : { response: { [endpoint.status ?? 200]: endpoint.response } }),
    ...securityOf(endpoint),
  }
}

/** Whoever is signed in, and programs with a key of the scope; nobody, where it is public. */
function securityOf({ name, access }: Endpoint) {
  const scope = scopeOf(name)
  const byKey = scope === null ? [] : [{ key: [scope] }]
  if (access === 'public') return byKey.length > 0 ? { security: [{}, ...byKey] } : {}
  return { security: [{ bearer: [] }, ...byKey] }
}
