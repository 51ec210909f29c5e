import { loadConfig } from './config.ts'
import { startServer } from './start.ts'
import { startupErrorMessage } from './startup-error.ts'
import { startupReport } from './startup-report.ts'

const config = loadConfig()
const interruption = new AbortController()
// Only for trying the program: elsewhere the demo world is not even loaded.
const plantDemo =
  config.environment === 'development' && config.demoPassword !== undefined
    ? (await import('../demo/plant-demo.ts')).plantDemo
    : undefined
const start = startServer(config, { interruption: interruption.signal, plantDemo })
let stopping = false

/** The first signal stops in order; a second one, from somebody in a hurry, stops at once. */
async function stop(): Promise<void> {
  if (stopping) process.exit(1)
  stopping = true
  interruption.abort()
  // Whatever still holds on then is left: a write is whole or was never made.
  setTimeout(() => process.exit(1), 30_000).unref()
  try {
    const running = await start
    await running.stop()
  } catch {
    // A start that was cut short has stopped what it had started.
  }
  process.exit(0)
}

process.on('SIGTERM', stop)
process.on('SIGINT', stop)

try {
  const running = await start
  process.stdout.write(startupReport(running, config).join('\n').concat('\n'))
} catch (error) {
  // An interrupted start fails in its own way; whoever interrupted it waits for the rest.
  if (stopping) await new Promise(() => {})
  process.stderr.write(`${startupErrorMessage(error, config)}\n`)
  process.exit(1)
}
