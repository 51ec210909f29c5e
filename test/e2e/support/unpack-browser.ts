import { browserStart } from './browser.ts'

/** Finds the browser, or unpacks it, before several workers want to start it at once. */
export default async function setUp(): Promise<void> {
  await browserStart()
}
