import type { TestProject } from 'vitest/node'
import { launchBrowser } from './browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the one browser of the run listens; each test file opens its own windows in it. */
    browserEndpoint: string
  }
}

/** Starts the browser once for all journeys: starting one takes longer than many a test. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const browser = await launchBrowser()
  project.provide('browserEndpoint', browser.wsEndpoint())
  return () => browser.close()
}
