import { computed } from 'vue'
import * as api from '../../shared/exchange/webhooks.api.ts'
import { call } from '../platform/api.ts'
import { useAct, useActs } from '../platform/use-act.ts'
import { useCursorList } from '../platform/use-cursor-list.ts'
import { useLoad } from '../platform/use-load.ts'
import type { WebhookDraft } from './use-webhooks.ts'

/** One address, what it was told, and what can be done with both. */
export function useWebhook(webhookId: () => string) {
  const params = () => ({ webhookId: webhookId() })
  const all = useLoad((signal) => call(api.listWebhooks, {}, { signal }))
  const webhook = computed(
    () => all.data.value?.items.find((each) => each.webhookId === webhookId()) ?? null,
  )
  const list = useCursorList({
    filters: { state: '' },
    sources: [webhookId],
    load: ({ filters, page, signal }) => {
      const state = api.deliveryStates.find((candidate) => candidate === filters.state)
      const input = { params: params(), query: { state, ...page } }
      return call(api.listWebhookDeliveries, input, { signal })
    },
  })
  const reload = () => Promise.all([all.reload(), list.reload()])

  const save = useAct(async (body: WebhookDraft) => {
    const saved = await call(api.saveWebhook, { params: params(), body })
    await all.reload()
    return saved
  })
  const rotate = useAct(async () => {
    const rotated = await call(api.rotateWebhookSecret, { params: params() })
    await all.reload()
    return rotated
  })
  const pause = useAct(() => call(api.pauseWebhook, { params: params() }).then(reload))
  const resume = useAct(() => call(api.resumeWebhook, { params: params() }).then(reload))
  const remove = useAct(() => call(api.removeWebhook, { params: params() }))
  const test = useAct(async () => {
    const sent = await call(api.testWebhook, { params: params() })
    await list.reload()
    return sent
  })
  const replay = useActs((deliveryId) =>
    call(api.replayDelivery, { params: { deliveryId } }).then(() => list.reload()),
  )
  const replayFailed = useAct(async (since: string) => {
    const replayed = await call(api.replayFailed, { params: params(), body: { since } })
    await list.reload()
    return replayed
  })
  return {
    ...{ all, webhook, list, reload },
    ...{ save, rotate, pause, resume, remove, test, replay, replayFailed },
  }
}
