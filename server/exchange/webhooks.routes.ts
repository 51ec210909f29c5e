import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/exchange/webhooks.api.ts'
import type { Context } from '../platform/context.ts'
import { transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { resolveHost } from '../platform/outbound/resolve-host.ts'
import {
  createWebhook,
  listWebhooks,
  pauseWebhook,
  removeWebhook,
  requireOwnWebhook,
  resumeWebhook,
  rotateWebhookSecret,
  saveWebhook,
} from './keep-webhooks.ts'
import {
  countSending,
  listDeliveries,
  replayDelivery,
  replayFailed,
  testWebhook,
} from './replay-webhooks.ts'
import { requireWebhookAddress } from './webhook-address.ts'

/** Where programs of an organisation are told what happened, and what they were told. */
export async function webhookRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  const { db, config: settings } = deps
  const judge = { resolve: resolveHost, loopback: settings.webhookLoopback }

  serve(app, deps, api.listWebhooks, async ({ context }) => {
    await deps.requireLive(db, context)
    return { items: await listWebhooks(db, context) }
  })

  // These two ask name servers first, which no transaction waits for.
  const mayAsk = (context: Context) =>
    transaction(db, async (tx) => {
      await deps.requireLive(tx, context)
      await countSending(tx, context)
    })

  serve(app, deps, api.createWebhook, async ({ body, context }) => {
    await mayAsk(context)
    const input = { ...body, url: await requireWebhookAddress(body.url, judge) }
    return transaction(db, async (tx) => {
      await deps.requireLive(tx, context)
      return createWebhook(tx, context, input, settings)
    })
  })

  serve(app, deps, api.saveWebhook, async ({ params, body, context }) => {
    await mayAsk(context)
    await requireOwnWebhook(db, context, params.webhookId)
    const input = { ...body, url: await requireWebhookAddress(body.url, judge) }
    return transaction(db, async (tx) => {
      await deps.requireLive(tx, context)
      return saveWebhook(tx, context, params.webhookId, input)
    })
  })

  serveCommand(app, deps, api.rotateWebhookSecret, (tx, { params, context }) =>
    rotateWebhookSecret(tx, context, params.webhookId, settings),
  )

  serveCommand(app, deps, api.pauseWebhook, (tx, { params, context }) =>
    pauseWebhook(tx, context, params.webhookId),
  )

  serveCommand(app, deps, api.resumeWebhook, (tx, { params, context }) =>
    resumeWebhook(tx, context, params.webhookId),
  )

  serveCommand(app, deps, api.removeWebhook, (tx, { params, context }) =>
    removeWebhook(tx, context, params.webhookId),
  )

  serveCommand(app, deps, api.testWebhook, (tx, { params, context }) =>
    testWebhook(tx, context, params.webhookId),
  )

  serve(app, deps, api.listWebhookDeliveries, async ({ params, query, context }) => {
    await deps.requireLive(db, context)
    return listDeliveries(db, context, { ...query, ...params })
  })

  serveCommand(app, deps, api.replayDelivery, (tx, { params, context }) =>
    replayDelivery(tx, context, params.deliveryId),
  )

  serveCommand(app, deps, api.replayFailed, (tx, { params, body, context }) =>
    replayFailed(tx, context, { ...params, ...body }),
  )
}
