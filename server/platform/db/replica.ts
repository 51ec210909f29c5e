import type { Dependencies } from '../dependencies.ts'
import type { Database } from './transaction.ts'

/**
 * The one door through which reports are read. They stand apart from the business of the moment,
 * so this may lead to a copy that lags a little; whoever must see what he just wrote does not
 * come through here.
 */
export function readsOfReports(deps: Dependencies): Database {
  return deps.db
}
