import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { testEnvironment } from '../../support/environment.ts'
import { ready } from './ready.ts'

interface Step {
  name: string
  what: string
  width: number
  clicks: number
  fields: number
  seconds: number
}

interface About {
  name: string
  what: string
  /** The picture is of what stands when it begins; else of what has come of it. */
  shows?: 'before'
}

/** The steps of a journey with what they take: clicks, fields and the seconds that passed. */
export interface Recording {
  step: (page: Page, about: About, act: () => Promise<void>) => Promise<void>
  /** With SCREENSHOTS=1 leaves the table as `steps.md` in `test-results/<folder>`. */
  write: () => void
}

/** Pictures in `test-results/<folder>`, with UPDATE_SCREENSHOTS=1 in `docs/<folder>` as well. */
export function aRecording(folder: string): Recording {
  const steps: Step[] = []
  const { takeScreenshots, updateScreenshots } = testEnvironment
  const folders = [`test-results/${folder}`, ...(updateScreenshots ? [`docs/${folder}`] : [])]

  async function step(page: Page, about: About, act: () => Promise<void>) {
    if (about.shows === 'before' && takeScreenshots) await picture(page, about.name)
    const before = await acts(page)
    const began = performance.now()
    await act()
    await ready(page)
    const seconds = (performance.now() - began) / 1_000
    const after = await acts(page)
    steps.push({
      name: about.name,
      what: about.what,
      width: page.viewportSize()?.width ?? 0,
      clicks: after.clicks - before.clicks,
      fields: after.fields - before.fields,
      seconds,
    })
    if (takeScreenshots && about.shows !== 'before') await picture(page, about.name)
  }

  /** What the window shows, small enough to stand in the documents. */
  async function picture(page: Page, name: string) {
    const session = await page.context().newCDPSession(page)
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 60 })
    await session.detach()
    write(`${name}.webp`, Buffer.from(data, 'base64'))
  }

  function write(file: string, content: Buffer | string) {
    for (const each of folders) {
      mkdirSync(each, { recursive: true })
      writeFileSync(path.join(each, file), content)
    }
  }

  return {
    step,
    write: () => {
      if (takeScreenshots && steps.length > 0)
        writeFileSync(`test-results/${folder}/steps.md`, tableOf(steps))
    },
  }
}

function tableOf(steps: readonly Step[]): string {
  const rows = steps.map(({ name, what, width, clicks, fields, seconds }) => {
    const figures = [width, clicks, fields, seconds.toFixed(1)].join(' | ')
    return `| [${what}](first-week/${name}.webp) | ${figures} |`
  })
  return [
    '| Step | Width | Clicks | Fields | Seconds |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

function acts(page: Page): Promise<{ clicks: number; fields: number }> {
  return page.evaluate('inPage.acts()')
}
