import { keyMakers } from '../../shared/roles.ts'
import { peopleOfAll } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { Listener, PublishedEvent } from '../platform/jobs/relay.ts'
import { requestMail } from '../platform/mail/request-mail.ts'

/** A program is told nothing any more, and nobody may notice on the screens what it lacks. */
export function webhookDisabledMails(settings: { publicUrl: string }): Listener {
  return {
    topic: 'exchange.webhook-disabled',
    handle: async (tx, context, events) => {
      for (const event of events) await mailOwners(tx, context, event, settings.publicUrl)
    },
  }
}

async function mailOwners(
  tx: Transaction,
  context: Context,
  { subjectId, payload }: PublishedEvent,
  publicUrl: string,
): Promise<void> {
  const webhook = { host: String(payload.host), link: `${publicUrl}/webhooks/${subjectId}` }
  const organisationIds = Array.isArray(payload.organisationIds) ? payload.organisationIds : []
  for (const { name, email, locale } of await peopleOfAll(tx, organisationIds, keyMakers))
    if (email !== null)
      await requestMail(tx, context, { to: email, ...texts[locale]({ name, ...webhook }) })
}

interface Disabled {
  name: string
  /** The receiver's host. */
  host: string
  link: string
}

const texts = {
  'zh-CN': ({ name, host, link }: Disabled) => ({
    subject: '村集：一个推送地址已停用',
    text: `${name}，您好：

推送到 ${host} 的消息一直送不到，或对方答复已不再接收，该推送地址已自动停用。
请联系系统的维护人员，修好后在村集重新启用，并重发未送达的消息：

${link}`,
  }),
  en: ({ name, host, link }: Disabled) => ({
    subject: 'Cunji: a webhook endpoint has been disabled',
    text: `Dear ${name},

Nothing has reached ${host} for days, or it answered that it is gone: its webhook endpoint has been
disabled. Please tell whoever looks after that system. Once it works again, enable the endpoint in
Cunji and replay what failed:

${link}`,
  }),
}
