import type { FastifyInstance } from 'fastify'
import * as api from '../../../shared/billing/online.api.ts'
import { AppError } from '../../../shared/errors.ts'
import { recordAudit } from '../../evidence/index.ts'
import type { Dependencies } from '../../platform/dependencies.ts'
import { serve, serveCommand } from '../../platform/http/serve.ts'
import { connectProvider } from '../../platform/stripe/connect-provider.ts'
import { readRefund } from '../read-money.ts'
import { openPayeeAccount } from './payee-accounts.ts'
import { readChargebacks } from './read-chargebacks.ts'
import {
  draftOnlineRefund,
  listOnlinePayments,
  readOnlinePayment,
  readPayable,
  readPayeeAccount,
  readReconciliation,
  readReconciliations,
} from './read-online.ts'
import { receiveEvent } from './receive-event.ts'
import { requestDay } from './reconcile.queries.ts'
import { requestOnlineRefund } from './request-online-refund.ts'
import { cancelOnlinePayment, checkSoon, startOnlinePayment } from './start-online-payment.ts'

/** Paying online, being paid online, and what the provider reports. */
export async function onlineRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  servePayers(app, deps)
  servePayees(app, deps)
  servePlatform(app, deps)
  await app.register((plugin) => serveEvents(plugin, deps))
}

function requireOffered({ config }: Dependencies): void {
  if (config.stripe === undefined) throw new AppError('provider_not_set_up')
}

const isOffered = ({ config }: Dependencies) => config.stripe !== undefined

function servePayers(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.listPayableOnline, ({ context, query: page }) =>
    readPayable(deps.db, context, { page, isOffered: isOffered(deps) }),
  )
  serve(app, deps, api.listOnlinePayments, ({ context, query }) =>
    listOnlinePayments(deps.db, context, query),
  )
  serve(app, deps, api.listChargebacks, ({ context, query }) =>
    readChargebacks(deps.db, context, query),
  )
  serveCommand(app, deps, api.startOnlinePayment, async (tx, { context, body }) => {
    requireOffered(deps)
    const id = await startOnlinePayment(tx, context, body)
    return readOnlinePayment(tx, context, id)
  })
  serve(app, deps, api.getOnlinePayment, ({ context, params }) =>
    readOnlinePayment(deps.db, context, params.onlinePaymentId),
  )
  serveCommand(app, deps, api.checkOnlinePayment, async (tx, { context, params }) => {
    await checkSoon(tx, context, params)
    return readOnlinePayment(tx, context, params.onlinePaymentId)
  })
  serveCommand(app, deps, api.cancelOnlinePayment, async (tx, { context, params }) => {
    await cancelOnlinePayment(tx, context, params)
    return readOnlinePayment(tx, context, params.onlinePaymentId)
  })
}

function servePayees(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.draftOnlineRefund, ({ context, params }) =>
    draftOnlineRefund(deps.db, context, { ...params, isOffered: isOffered(deps) }),
  )
  serveCommand(app, deps, api.requestOnlineRefund, async (tx, { context, params, body }) => {
    const id = await requestOnlineRefund(tx, context, { ...params, ...body })
    requireOffered(deps)
    return readRefund(tx, id)
  })
  serve(app, deps, api.getPayeeAccount, ({ context }) =>
    readPayeeAccount(deps.db, context, isOffered(deps)),
  )
  serveCommand(app, deps, api.openPayeeAccount, async (tx, { context }) => {
    requireOffered(deps)
    await openPayeeAccount(tx, context)
    return readPayeeAccount(tx, context, true)
  })
}

function servePlatform(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.listReconciliations, ({ context }) =>
    readReconciliations(deps.db, context, isOffered(deps)),
  )
  serveCommand(app, deps, api.requestReconciliation, async (tx, { context, params }) => {
    requireOffered(deps)
    await requestDay(tx, { day: params.day, at: context.now })
    await recordAudit(tx, context, {
      action: 'billing.request-reconciliation',
      subjectType: 'platform',
      subjectId: context.actor.organisationId ?? context.actor.personId,
      after: params,
    })
    return readReconciliation(tx, params.day)
  })
}

/** The signature is over the bytes, so this address alone takes them as they come. */
async function serveEvents(app: FastifyInstance, deps: Dependencies): Promise<void> {
  const provider = await connectProvider(deps.config.stripe)
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )
  serveCommand(app, deps, api.receiveProviderEvent, async (tx, { context, request }) => {
    if (provider === null) throw new AppError('not_found')
    const signature = request.headers['stripe-signature']
    return receiveEvent(tx, context, { provider, raw: request.body, signature })
  })
}
