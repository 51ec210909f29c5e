import jwt from '@fastify/jwt'
import multipart from '@fastify/multipart'
import fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { accountRoutes } from './accounts/account.routes.ts'
import { apiKeyRoutes } from './accounts/api-keys.routes.ts'
import { apiKeyNames, findKeyActor, peopleNames } from './accounts/index.ts'
import { membersRoutes } from './accounts/members.routes.ts'
import { peopleRoutes } from './accounts/people.routes.ts'
import { sessionRoutes } from './accounts/session.routes.ts'
import { assistanceRoutes } from './assistance/assistance.routes.ts'
import { coordinatesUnit, policyValue } from './assistance/index.ts'
import { billingRoutes } from './billing/billing.routes.ts'
import { catalogueRoutes } from './catalogue/catalogue.routes.ts'
import { lockProductsOfSeller } from './catalogue/index.ts'
import { deliveriesRoutes } from './deliveries/deliveries.routes.ts'
import { type EvidencePorts, evidenceRoutes } from './evidence/evidence.routes.ts'
import { exchangeRoutes } from './exchange/exchange.routes.ts'
import { exportRoutes } from './exchange/exports.routes.ts'
import { importRoutes } from './exchange/imports.routes.ts'
import { webhookRoutes } from './exchange/webhooks.routes.ts'
import { fileGrants } from './file-grants.ts'
import { noticesRoutes } from './notices/notices.routes.ts'
import { hasOrdersWith } from './orders/index.ts'
import { ordersRoutes } from './orders/orders.routes.ts'
import {
  firstStart,
  organisationById,
  organisationNames,
  requireNotSuspended,
  requireSellerAct,
} from './organisations/index.ts'
import { organisationsRoutes } from './organisations/organisations.routes.ts'
import { accessTokenOptions } from './platform/auth/access-token.ts'
import { letKeysIn } from './platform/auth/actor.ts'
import type { Dependencies } from './platform/dependencies.ts'
import { limitRequests, limitSlowBodies } from './platform/http/admission.ts'
import { validatorCompiler } from './platform/http/compilers.ts'
import { registerPlatform } from './platform/http/platform-plugins.ts'
import { answerProblem } from './platform/http/problem.ts'
import { serverOptions } from './platform/http/server-options.ts'
import { serveStorefront } from './platform/http/storefront.ts'
import { guardWrites } from './platform/http/write-guard.ts'
import { pointsRoutes } from './points/points.routes.ts'
import { closingRoutes } from './reports/closing.routes.ts'
import { reportRoutes } from './reports/reports.routes.ts'
import { reviewRoutes } from './review/review.routes.ts'
import { transparencyRoutes } from './transparency/transparency.routes.ts'
import { villagesRoutes } from './villages/villages.routes.ts'

/** The whole program as one Fastify instance: the platform's plugins, then one line per domain. */
export async function buildApp(
  deps: Dependencies,
  { isDemo = false }: { isDemo?: boolean } = {},
): Promise<FastifyInstance> {
  const app = fastify(serverOptions(deps.config))
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerProblem)
  // Fastify takes plain text too; no endpoint does.
  app.removeContentTypeParser('text/plain')
  app.decorateRequest('actor')
  await registerPlatform(app, deps)
  await app.register(jwt, accessTokenOptions(deps.config.jwtSecret))
  const isFirstStart = firstStart(deps.db)
  await serveStorefront(app, { publicUrl: deps.config.publicUrl, isDemo, isFirstStart })
  await app.register(multipart, { limits: { fileSize: 20 * 1_048_576, files: 1 } })
  await app.register(async (api) => {
    limitRequests(api, { atOnce: deps.config.requestsAtOnce })
    limitSlowBodies(api)
    guardWrites(api, requireSellerAct)
    letKeysIn(api, findKeyActor(api, deps, { requireNotSuspended }))
    // domains, in their order
    await evidenceRoutes(api, deps, evidencePorts)
    await sessionRoutes(api, deps)
    await accountRoutes(api, deps)
    await membersRoutes(api, deps, { findOrganisation: organisationById })
    await peopleRoutes(api, deps)
    await apiKeyRoutes(api, deps)
    await villagesRoutes(api, deps, { findOrganisation: organisationById, organisationNames })
    await organisationsRoutes(api, deps, {
      contactGrants: [coordinatesUnit, hasOrdersWith],
      policyValue,
      lockProducts: lockProductsOfSeller,
    })
    await assistanceRoutes(api, deps)
    await catalogueRoutes(api, deps)
    await transparencyRoutes(api, deps)
    await ordersRoutes(api, deps)
    await deliveriesRoutes(api, deps)
    await billingRoutes(api, deps)
    await pointsRoutes(api, deps)
    await reviewRoutes(api, deps)
    await importRoutes(api, deps)
    await exportRoutes(api, deps)
    await webhookRoutes(api, deps)
    await api.register((heavy) => heavyRoutes(heavy, deps))
    await noticesRoutes(api, deps)
  })
  return app
}

/**
 * The reads that take longest have a pool and a limit of their own, so that they never take an
 * order's place. What everybody may see is kept and made once, however many ask.
 */
async function heavyRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  limitRequests(app, {
    atOnce: deps.config.reportPool * 8,
    counts: ({ url }) => !url.startsWith('/api/v1/public/'),
  })
  const onReportPool = { ...deps, db: deps.reportDb }
  await reportRoutes(app, onReportPool)
  await closingRoutes(app, onReportPool)
  await exchangeRoutes(app, onReportPool, evidencePorts)
}

/** Ports of `evidence`: names and rights known to domains that it may not import. */
const evidencePorts: EvidencePorts = {
  naming: { people: peopleNames, organisations: organisationNames, keys: apiKeyNames },
  fileGrants,
}
