import { peopleOfAll } from '../accounts/index.ts'
import { selectPayers } from '../billing/index.ts'
import type { Context } from '../platform/context.ts'
import type { Transaction } from '../platform/db/transaction.ts'
import type { Listener, PublishedEvent } from '../platform/jobs/relay.ts'
import { requestMail } from '../platform/mail/request-mail.ts'

/** Whoever pays a cooperative knows of its other account before the next transfer (§11.5). */
export function accountChangeMails(settings: { publicUrl: string }): Listener {
  return {
    topic: 'organisations.bank-account-changed',
    handle: async (tx, context, events) => {
      const link = `${settings.publicUrl}/money-due`
      for (const event of events) await mailPayers(tx, context, event, link)
    },
  }
}

async function mailPayers(
  tx: Transaction,
  context: Context,
  { subjectId, payload }: PublishedEvent,
  link: string,
): Promise<void> {
  const { name: seller, day, ending } = payload
  const change = { seller: String(seller), day: String(day), ending: String(ending), link }
  const people = await peopleOfAll(tx, await selectPayers(tx, subjectId), ['finance'])
  for (const { name, email, locale } of people)
    if (email !== null)
      await requestMail(tx, context, { to: email, ...texts[locale]({ name, ...change }) })
}

interface AccountChange {
  name: string
  seller: string
  day: string
  /** The last digits of the new account. */
  ending: string
  link: string
}

const texts = {
  'zh-CN': ({ name, seller, day, ending, link }: AccountChange) => ({
    subject: `村集：${seller} 更换了收款账户`,
    text: `${name}，您好：

${seller} 的收款账户已于 ${day} 变更，并经另一人核准，新账号尾号 ${ending}。
付款前请在村集核对开户行和账号；有疑问请用您已有的电话向合作社核实：

${link}`,
  }),
  en: ({ name, seller, day, ending, link }: AccountChange) => ({
    subject: `Cunji: ${seller} has another bank account`,
    text: `Dear ${name},

The bank account of ${seller} was changed on ${day} and confirmed by a second person; the new one
ends in ${ending}. Compare bank and account in Cunji before you pay, and in doubt ask the
cooperative by a telephone number you already know:

${link}`,
  }),
}
