import { checkPayments, handleEvents } from './handle-events.ts'
import { makeCalls } from './make-calls.ts'
import type { OnlineDependencies } from './online-deps.ts'
import { reconcileRequested } from './reconcile.ts'
import { settleAccounts } from './settle-accounts.ts'

/** One turn of everything that waits on the provider; whether there was anything to do. */
export async function workOnOnlinePayments(deps: OnlineDependencies): Promise<boolean> {
  const calls = await makeCalls(deps)
  const events = await handleEvents(deps)
  const checks = await checkPayments(deps)
  const moves = await settleAccounts(deps)
  const days = await reconcileRequested(deps)
  return calls || events || checks || moves || days
}
