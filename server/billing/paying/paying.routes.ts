import type { FastifyInstance } from 'fastify'
import * as termsApi from '../../../shared/billing/payment-terms.api.ts'
import type { Dependencies } from '../../platform/dependencies.ts'
import { serve, serveCommand } from '../../platform/http/serve.ts'
import { agreePaymentTerms, declinePaymentTerms, setPaymentTerms } from './agree-terms.ts'
import { listPaymentTerms, readPaymentTerms } from './read-terms.ts'

/** Terms of payment: when what was accepted is to be paid. */
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
}
