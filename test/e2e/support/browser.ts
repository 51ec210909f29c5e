import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { testEnvironment } from '../../support/environment.ts'
import { chineseFonts, npmBrowser } from './npm-browser.ts'

const systemBrowsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]

/** How a browser is started: its program, its arguments, its environment. */
export interface BrowserStart {
  executablePath: string
  args: string[]
  env: Record<string, string>
}

/** The browser named by BROWSER_PATH, else one of the system, else the one from npm. */
export async function launchBrowser(): Promise<Browser> {
  const start = await browserStart()
  try {
    return await chromium.launch(start)
  } catch (error) {
    throw new Error(`The browser at ${start.executablePath} does not start.`, { cause: error })
  }
}

export async function browserStart(): Promise<BrowserStart> {
  const configured = testEnvironment.browserPath
  const installed =
    testEnvironment.browserFrom === 'npm'
      ? undefined
      : systemBrowsers.find((candidate) => existsSync(candidate))
  const executable = configured ?? installed
  // Without a UTF-8 locale Chromium drops the Chinese out of a download's name.
  const surroundings = { FONTCONFIG_FILE: chineseFonts(), LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' }
  if (executable !== undefined) return startOf(executable, surroundings)
  if (process.platform === 'linux' && process.arch === 'x64') {
    const browser = await npmBrowser()
    return startOf(browser.executable, { ...browser.environment, ...surroundings })
  }
  throw new Error('The journeys need a browser: install Chromium or Chrome, or set BROWSER_PATH.')
}

function startOf(executablePath: string, environment: Record<string, string>): BrowserStart {
  const inherited = Object.entries(process.env).filter((entry) => entry[1] !== undefined)
  const env = { ...(Object.fromEntries(inherited) as Record<string, string>), ...environment }
  return { executablePath, args: quiet, env }
}
