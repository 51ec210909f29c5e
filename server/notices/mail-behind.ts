import type { Figure } from '../../shared/figure.ts'
import { centsToYuanText } from '../../shared/money.ts'
import { gramsToHundredthsOfTonne } from '../../shared/weight.ts'
import { peopleOf } from '../accounts/index.ts'
import type { Listener, PublishedEvent } from '../platform/jobs/relay.ts'
import { requestMail } from '../platform/mail/request-mail.ts'

/** A unit is behind its target, and its leaders may not look in by themselves. */
export function behindMails(settings: { publicUrl: string }): Listener[] {
  const link = `${settings.publicUrl}/target-progress`
  return ['reports.target-behind', 'reports.weight-target-behind'].map((topic) => ({
    topic,
    handle: async (tx, context, events) => {
      for (const { subjectId, payload } of events) {
        const gap = { ...gapOf(payload), link }
        for (const { name, email, locale } of await peopleOf(tx, subjectId, ['unit_leader']))
          if (email !== null)
            await requestMail(tx, context, { to: email, ...texts[locale]({ name, ...gap }) })
      }
    },
  }))
}

function gapOf({ by, on, measure, ...sums }: PublishedEvent['payload']) {
  const isMoney = measure === 'money'
  const amount = (sum: unknown) =>
    centsToYuanText(isMoney ? (sum as Figure) : gramsToHundredthsOfTonne(sum as Figure))
  return {
    ...{ by: String(by), on: String(on), isMoney },
    target: amount(sums.target),
    reached: amount(sums.reached),
    missing: amount(sums.missing),
  }
}

interface Gap {
  name: string
  by: string
  on: string
  link: string
  isMoney: boolean
  target: string
  reached: string
  missing: string
}

const texts = {
  'zh-CN': ({ name, by, on, link, isMoney, target, reached, missing }: Gap) => {
    const unit = isMoney ? '元' : '吨'
    return {
      subject: '村集：年度任务落后于序时进度',
      text: `${name}，您好：

${by} 提醒：截至 ${on}，贵单位年度任务 ${target} ${unit}，已完成 ${reached} ${unit}，
还差 ${missing} ${unit}，落后于序时进度。各项数字见：

${link}`,
    }
  },
  en: ({ name, by, on, link, isMoney, target, reached, missing }: Gap) => {
    const unit = isMoney ? 'yuan' : 't'
    return {
      subject: 'Cunji: your target is behind schedule',
      text: `Dear ${name},

${by} reminds you: by ${on}, of the year’s target of ${target} ${unit} your unit has reached
${reached} ${unit}; ${missing} ${unit} are missing, which is behind schedule. All figures:

${link}`,
    }
  },
}
