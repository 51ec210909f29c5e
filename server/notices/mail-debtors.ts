import { centsToYuanText } from '../../shared/money.ts'
import { peopleOf } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { Listener, PublishedEvent } from '../platform/jobs/relay.ts'
import { requestMail } from '../platform/mail/request-mail.ts'

/** A seller asks for late money, and a unit's finance people may not look in by themselves. */
export function paymentRequestMails(settings: { publicUrl: string }): Listener {
  return {
    topic: 'billing.payment-requested',
    handle: async (tx, context, events) => {
      const link = `${settings.publicUrl}/money-due`
      for (const event of events) await mailDebtor(tx, context, event, link)
    },
  }
}

async function mailDebtor(
  tx: Transaction,
  context: Context,
  { payload }: PublishedEvent,
  link: string,
): Promise<void> {
  const { unitId, by, count, amountCents } = payload
  if (typeof unitId !== 'string') return
  const request = {
    seller: String(by),
    count: Number(count),
    yuan: centsToYuanText(Number(amountCents)),
    link,
  }
  for (const { name, email, locale } of await peopleOf(tx, unitId, ['finance']))
    if (email !== null)
      await requestMail(tx, context, { to: email, ...texts[locale]({ name, ...request }) })
}

interface PaymentRequest {
  name: string
  seller: string
  count: number
  yuan: string
  link: string
}

const texts = {
  'zh-CN': ({ name, seller, count, yuan, link }: PaymentRequest) => ({
    subject: `村集：${seller} 提醒付款`,
    text: `${name}，您好：

${seller} 有 ${count} 张发票已过应付日期，未付 ${yuan} 元，请核对并安排付款：

${link}`,
  }),
  en: ({ name, seller, count, yuan, link }: PaymentRequest) => ({
    subject: `Cunji: ${seller} asks for payment`,
    text: `Dear ${name},

Of ${seller}, ${yuan} yuan on invoices past their due date (${count}) are unpaid. Please check
them and arrange the payment:

${link}`,
  }),
}
