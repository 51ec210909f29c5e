import type { z } from 'zod'
import * as api from '../../shared/exchange/webhooks.api.ts'
import { call } from '../platform/api.ts'
import { useAct } from '../platform/use-act.ts'
import { useLoad } from '../platform/use-load.ts'

export type WebhookDraft = z.input<typeof api.createWebhook.body>

/** The addresses at which programs of one's organisation are told what happens. */
export function useWebhooks() {
  const webhooks = useLoad((signal) => call(api.listWebhooks, {}, { signal }))

  const make = useAct(async (body: WebhookDraft) => {
    const made = await call(api.createWebhook, { body })
    void webhooks.reload()
    return made
  })
  return { webhooks, make }
}
