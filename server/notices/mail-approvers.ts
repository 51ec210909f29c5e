import { peopleOf } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { Listener } from '../platform/jobs/relay.ts'
import { requestMail } from '../platform/mail/request-mail.ts'

/** A requisition waits for a signature, and its approver may not look in by themselves. */
export function approvalMails(settings: { publicUrl: string }): Listener {
  return {
    topic: 'orders.requisition-submitted',
    handle: async (tx, context, events) => {
      for (const { subjectId, payload } of events) {
        const { number, unitId } = payload
        if (typeof unitId !== 'string') continue
        const link = `${settings.publicUrl}/requisitions/${subjectId}`
        await mailApprovers(tx, context, { unitId, number: String(number), link })
      }
    },
  }
}

async function mailApprovers(
  tx: Transaction,
  context: Context,
  requisition: { unitId: string; number: string; link: string },
): Promise<void> {
  const { unitId, number, link } = requisition
  for (const { name, email, locale } of await peopleOf(tx, unitId, ['approver'])) {
    if (email !== null) {
      await requestMail(tx, context, { to: email, ...texts[locale]({ name, number, link }) })
    }
  }
}

interface Approval {
  name: string
  number: string
  link: string
}

const texts = {
  'zh-CN': ({ name, number, link }: Approval) => ({
    subject: `村集：采购申请 ${number} 等您审批`,
    text: `${name}，您好：

采购申请 ${number} 已经提交，等您审批。手机上也可以打开：

${link}`,
  }),
  en: ({ name, number, link }: Approval) => ({
    subject: `Cunji: requisition ${number} awaits your approval`,
    text: `Dear ${name},

Requisition ${number} has been submitted and awaits your approval. The link opens on a phone too:

${link}`,
  }),
}
