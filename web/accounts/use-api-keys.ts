import type { z } from 'zod'
import {
  type ApiKey,
  createApiKey,
  listApiKeys,
  revokeApiKey,
} from '../../shared/accounts/api-keys.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type ApiKeyDraft = z.input<typeof createApiKey.body>

/** The keys of one's organisation for the open API. */
export function useApiKeys() {
  const keys = useLoad((signal) => call(listApiKeys, {}, { signal }))

  const make = useAct(async (body: ApiKeyDraft) => {
    const made = await call(createApiKey, { body })
    void keys.reload()
    return made
  })
  const revoke = useAct(async ({ keyId }: ApiKey) => {
    await call(revokeApiKey, { params: { keyId } })
    await keys.reload()
  })
  return { keys, make, revoke }
}
