import type { Locale } from '../../shared/accounts/accounts.schemas.ts'
import { harmlessLine } from '../../shared/text.ts'

/** What a mail says. */
export interface AccountText {
  subject: string
  text: string
}

interface AccountTexts {
  invitation(of: { name: string; inviter: string; organisation: string; link: string }): AccountText
  reset(of: { name: string; link: string }): AccountText
  code(of: { name: string; code: string }): AccountText
  recovery(of: { name: string; member: string; organisation: string }): AccountText
  passwordSet(of: { name: string }): AccountText
  emailReplaced(of: { name: string }): AccountText
}

/**
 * A name that somebody else typed, for a mail of ours: one line, no longer than a name is, and
 * nothing in it that a reader of mails makes a link of.
 */
export function nameInMail(name: string): string {
  return harmlessLine(name)
    .slice(0, 80)
    .replaceAll('://', ' ')
    .replaceAll(/\.(?=[a-z0-9])/gi, '．')
    .replaceAll('@', '＠')
}

/** The mails of this domain, in both languages; names in them are harmless. */
export const accountTexts: Record<Locale, AccountTexts> = {
  'zh-CN': {
    invitation: ({ name, inviter, organisation, link }) => ({
      subject: `${nameInMail(inviter)}邀请您加入村集：${nameInMail(organisation)}`,
      text: `${nameInMail(name)}，您好：

${nameInMail(inviter)}邀请您在村集为“${nameInMail(organisation)}”办理业务。\
请在七天内打开下面的链接，设置密码后即可使用：

${link}

如果您不认识邀请人，请不要理会这封邮件。`,
    }),
    reset: ({ name, link }) => ({
      subject: '村集：重新设置密码',
      text: `${nameInMail(name)}，您好：

请在一小时内打开下面的链接，重新设置您的密码。链接只能用一次：

${link}

如果不是您本人申请的，请不要理会这封邮件，您的密码不会改变。`,
    }),
    code: ({ name, code }) => ({
      subject: `村集：验证码 ${code}`,
      text: `${nameInMail(name)}，您好：

您正在把这个邮箱加到您的村集账号。请在十分钟内输入验证码：

${code}

如果不是您本人操作的，请不要理会这封邮件，也不要把验证码告诉任何人。`,
    }),
    recovery: ({ name, member, organisation }) => ({
      subject: `村集：已为${nameInMail(member)}生成重设密码的链接`,
      text: `${nameInMail(name)}，您好：

刚为“${nameInMail(organisation)}”的成员${nameInMail(member)}生成了一个重设密码的链接，\
24 小时内有效，由单位负责人或平台当面交给本人。

如果这不是本人要求的，请马上联系村集平台。`,
    }),
    passwordSet: ({ name }) => ({
      subject: '村集：您的密码已更改',
      text: `${nameInMail(name)}，您好：

您的村集账号刚设置了新密码，其他设备都已退出登录。

如果不是您本人操作的，请马上在登录页用“忘记密码”重新设置，并联系村集平台。`,
    }),
    emailReplaced: ({ name }) => ({
      subject: '村集：您的账号换了邮箱',
      text: `${nameInMail(name)}，您好：

您的村集账号刚换成了另一个邮箱，这个邮箱不能再用来登录。

如果不是您本人操作的，请马上联系村集平台。`,
    }),
  },
  en: {
    invitation: ({ name, inviter, organisation, link }) => ({
      subject: `${nameInMail(inviter)} invites you to Cunji: ${nameInMail(organisation)}`,
      text: `Dear ${nameInMail(name)},

${nameInMail(inviter)} invites you to work for "${nameInMail(organisation)}" in Cunji. \
Please open this link within seven days and choose a password:

${link}

If you do not know who invited you, please ignore this mail.`,
    }),
    reset: ({ name, link }) => ({
      subject: 'Cunji: set a new password',
      text: `Dear ${nameInMail(name)},

Please open this link within an hour to set a new password. It works once:

${link}

If you did not ask for it, please ignore this mail; your password stays as it is.`,
    }),
    code: ({ name, code }) => ({
      subject: `Cunji: your code is ${code}`,
      text: `Dear ${nameInMail(name)},

You are adding this address to your account in Cunji. Please type this code within ten minutes:

${code}

If it was not you, please ignore this mail, and tell the code to nobody.`,
    }),
    recovery: ({ name, member, organisation }) => ({
      subject: `Cunji: a link for a new password of ${nameInMail(member)}`,
      text: `Dear ${nameInMail(name)},

A link was made by which ${nameInMail(member)} of "${nameInMail(organisation)}" sets a new \
password. It is valid for 24 hours, and a head or the platform hands it over in person.

If the member did not ask for it, please tell the platform at once.`,
    }),
    passwordSet: ({ name }) => ({
      subject: 'Cunji: your password was changed',
      text: `Dear ${nameInMail(name)},

A new password was set for your account in Cunji, and other devices were signed out.

If it was not you, please set another one at once by "forgot password", and tell the platform.`,
    }),
    emailReplaced: ({ name }) => ({
      subject: 'Cunji: your account has another address',
      text: `Dear ${nameInMail(name)},

Your account in Cunji now has another e-mail address; this one no longer signs in.

If it was not you, please tell the platform at once.`,
    }),
  },
}
