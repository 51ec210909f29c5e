import type { FastifyInstance } from 'fastify'
import * as runsApi from '../../../shared/billing/payment-runs.api.ts'
import * as termsApi from '../../../shared/billing/payment-terms.api.ts'
import type { Dependencies } from '../../platform/dependencies.ts'
import { serve, serveCommand } from '../../platform/http/serve.ts'
import { agreePaymentTerms, declinePaymentTerms, setPaymentTerms } from './agree-terms.ts'
import { preparePaymentRun } from './prepare-run.ts'
import { listPaymentRuns, readPayable, readPaymentRun } from './read-runs.ts'
import { listPaymentTerms, readPaymentTerms } from './read-terms.ts'
import { cancelPaymentRun, releasePaymentRun, returnRunPayment } from './release-run.ts'

/** Terms of payment, and runs that pay what is due. */
export async function payingRoutes(app: FastifyInstance, deps: Dependencies): Promise<void> {
  serve(app, deps, termsApi.listPaymentTerms, ({ context, query }) =>
    listPaymentTerms(deps.db, context, query),
  )
  serveCommand(app, deps, termsApi.setPaymentTerms, async (tx, { context, body }) => {
    const id = await setPaymentTerms(tx, context, body)
    return readPaymentTerms(tx, id)
  })
  serveCommand(app, deps, termsApi.answerPaymentTerms, async (tx, { context, params, body }) => {
    if (body.answer === 'agree') await agreePaymentTerms(tx, context, params)
    else await declinePaymentTerms(tx, context, { ...params, ...body })
    return readPaymentTerms(tx, params.termsId)
  })
  serveRuns(app, deps)
}

function serveRuns(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, runsApi.listPayable, ({ context, query }) =>
    readPayable(deps.db, context, query),
  )
  serve(app, deps, runsApi.listPaymentRuns, ({ context, query }) =>
    listPaymentRuns(deps.db, context, query),
  )
  serve(app, deps, runsApi.getPaymentRun, ({ context, params }) =>
    readPaymentRun(deps.db, context, params.runId),
  )
  serveCommand(app, deps, runsApi.preparePaymentRun, async (tx, { context, body }) => {
    const id = await preparePaymentRun(tx, context, body)
    return readPaymentRun(tx, context, id)
  })
  serveCommand(app, deps, runsApi.releasePaymentRun, async (tx, { context, params }) => {
    await releasePaymentRun(tx, context, params)
    return readPaymentRun(tx, context, params.runId)
  })
  serveCommand(app, deps, runsApi.cancelPaymentRun, async (tx, { context, params, body }) => {
    await cancelPaymentRun(tx, context, { ...params, ...body })
    return readPaymentRun(tx, context, params.runId)
  })
  serveCommand(app, deps, runsApi.returnRunPayment, async (tx, { context, params, body }) => {
    await returnRunPayment(tx, context, { ...params, ...body })
    return readPaymentRun(tx, context, params.runId)
  })
}
