import type { FastifyInstance } from 'fastify'
import * as api from '../../shared/assistance/proposals.api.ts'
import { AppError, type ErrorCode } from '../../shared/errors.ts'
import type { FileGrant } from '../evidence/index.ts'
import type { Context } from '../platform/context.ts'
import { pageOf } from '../platform/db/keyset.ts'
import type { Reader, Transaction } from '../platform/db/transaction.ts'
import type { Dependencies } from '../platform/dependencies.ts'
import { serve, serveCommand } from '../platform/http/serve.ts'
import { mayPropose } from './assistance.policy.ts'
import { sidesOf } from './proposal-terms.ts'
import { proposalViews } from './proposal-views.ts'
import { isDocumentForSide, selectProposal, selectProposalPage } from './proposals.queries.ts'
import { answerProposal, type NewProposal, propose, withdrawProposal } from './proposals.ts'

/** What waits for the consent of a further side (§3.17). */
export function proposalRoutes(app: FastifyInstance, deps: Dependencies): void {
  serve(app, deps, api.listProposals, async ({ query, context }) => {
    const { rows, total } = await selectProposalPage(deps.db, context.actor, query)
    const views = await proposalViews(
      deps.db,
      context,
      rows.map((row) => row.proposal),
    )
    const viewOf = new Map(views.map((view) => [view.id, view]))
    const shown = rows.flatMap(({ proposal, cursor }) => {
      const view = viewOf.get(proposal.id)
      return view === undefined ? [] : [{ view, cursor }]
    })
    return pageOf(shown, query, ({ view }) => view, { total })
  })

  serveCommand(app, deps, api.answerProposal, async (tx, { params, body, context }) => {
    await answerProposal(tx, context, { ...params, ...body })
    return proposalView(tx, context, params.proposalId)
  })

  serveCommand(app, deps, api.withdrawProposal, async (tx, { params, context }) => {
    await withdrawProposal(tx, context, params.proposalId)
    return proposalView(tx, context, params.proposalId)
  })
}

/** Proposes for whoever may, and answers with the proposal; others are refused with the code. */
export async function proposeFor(
  tx: Transaction,
  context: Context,
  { refusal, ...proposal }: NewProposal & { refusal: ErrorCode },
) {
  const { about } = proposal
  if (!mayPropose(context.actor, about.kind, sidesOf(about))) throw new AppError(refusal)
  return proposalView(tx, context, await propose(tx, context, proposal))
}

async function proposalView(reader: Reader, context: Context, id: string) {
  const row = await selectProposal(reader, id)
  const [view] = await proposalViews(reader, context, row === null ? [] : [row])
  if (view === undefined) throw new AppError('not_found')
  return view
}

/** The document of a proposal shows itself to its sides. */
export const mayReadProposalDocument: FileGrant = (reader, { actor }, file) =>
  isDocumentForSide(reader, { fileId: file.id, actor })
