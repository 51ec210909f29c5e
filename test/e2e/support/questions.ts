import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { OpenApp } from './open-app.ts'
import { goTo, ready } from './ready.ts'
import { signInAs } from './sign-in.ts'

interface Question {
  number: string
  who: string
  address: string
}

/** The rows of docs/questions.md. */
export const questions: Question[] = readFileSync('docs/questions.md', 'utf8')
  .split('\n')
  .flatMap((text) => {
    const [, number = '', , who = '', , , address = ''] = text.split('|').map((cell) => cell.trim())
    return /^\d+$/.test(number) ? [{ number, who, address: address.replaceAll('`', '') }] : []
  })

/** Of the tabs of the ranking which one is chosen. */
const tabs: Record<string, string> = {
  5: '地区',
  6: '产品',
  7: '单位',
  8: '单位',
  23: '产品',
  25: '地区',
  29: '合作社',
}

const amount = /\d[\d,]*\.\d\d/
const ranked = /1\D+\d[\d,]*\.\d\d/

/** What the main part of each answer's page says. */
const answers: Record<string, RegExp> = {
  1: /认定金额[\s\S]*\d\.\d\d[\s\S]*万元[\s\S]*吨/,
  2: /500237-\d+/,
  3: /开始核验/,
  4: ranked,
  5: /乡|镇/,
  6: ranked,
  7: /完成率[\s\S]*%/,
  8: /完成率[\s\S]*%/,
  9: /同比[\s\S]*上年同期/,
  10: amount,
  11: amount,
  12: /近五年/,
  13: /还差[\s\S]*\d/,
  14: /全年预测\D*\d[\d,]*\.\d\d/,
  15: /驻村第一书记|第一书记/,
  16: /已审核 2[\s\S]*预留金额[\s\S]*360,000\.00/,
  17: /户[\s\S]*\d/,
  18: /集体[\s\S]*\d/,
  19: /结账后退款[\s\S]*\d\.\d\d/,
  20: /通报（Word）[\s\S]*简报（Word）/,
  21: /已结账[\s\S]*县级专员[\s\S]*县级复核员/,
  22: /上期调整[\s\S]*500237-\d+/,
  23: ranked,
  24: /上市|季/,
  25: /万元/,
  26: /导出|下载/,
  27: /下载[\s\S]*下载/,
  28: /天|逾期/,
  29: /合作社/,
  30: /市级年中追加任务[\s\S]*县级专员 于 \d{4}-\d\d-\d\d/,
  31: /卖出[\s\S]*\d/,
  32: /认定金额/,
}

/** Opens the address of each question as whoever asks it, and finds the answer there. */
export async function askAll(open: OpenApp['open']): Promise<string[]> {
  const unanswered: string[] = []
  const byWho = Map.groupBy(questions, ({ who }) => who)
  for (const [who, own] of byWho) {
    const page = await open('desktop')
    if (who !== 'visitor') await signInAs(page, `${who}@cunji.test`)
    for (const question of own) {
      const fault = await ask(page, question).catch((thrown: unknown) => String(thrown))
      if (fault !== null) unanswered.push(`${question.number} ${question.address}: ${fault}`)
    }
  }
  return unanswered
}

async function ask(page: Page, { number, address }: Question): Promise<string | null> {
  await goTo(page, address)
  const tab = tabs[number]
  if (tab !== undefined) {
    await page.locator('.choice', { hasText: new RegExp(`^\\s*${tab}\\s*$`) }).click()
    await ready(page)
  }
  const answer = answers[number]
  expect(answer, `question ${number}`).toBeDefined()
  const said = await page.locator('main').innerText()
  return answer?.test(said) ? null : said.slice(0, 300)
}
