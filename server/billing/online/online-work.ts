import type { FastifyBaseLogger } from 'fastify'
import { organisationsByIds } from '../../organisations/index.ts'
import type { Dependencies } from '../../platform/dependencies.ts'
import { connectProvider } from '../../platform/stripe/connect-provider.ts'
import type { OnlineDependencies } from './online-deps.ts'

/** What the work beside requests needs; null where no provider is set up. */
export async function onlineWork(
  deps: Pick<Dependencies, 'db' | 'clock' | 'newId' | 'config'>,
  log: Pick<FastifyBaseLogger, 'error'>,
): Promise<OnlineDependencies | null> {
  const provider = await connectProvider(deps.config.stripe)
  if (provider === null) return null
  const { db, clock, newId, config } = deps
  return {
    ...{ db, clock, newId, log, provider, publicUrl: config.publicUrl },
    nameOf: async (cooperativeId) => {
      const known = await organisationsByIds(db, [cooperativeId])
      return known.get(cooperativeId)?.name ?? ''
    },
  }
}
