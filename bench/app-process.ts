import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseConfig } from '../server/config.ts'
import { startServer } from '../server/start.ts'
import { serveParent, settingsOfThisChild } from './child.ts'

const { url, secret } = settingsOfThisChild<{ url: string; secret: string }>()

const running = await startServer(
  parseConfig({
    NODE_ENV: 'test',
    DATABASE_URL: url,
    JWT_SECRET: secret,
    PORT: '0',
    LOG_LEVEL: 'error',
    REQUESTS_PER_MINUTE: '0',
    DATA_DIR: mkdtempSync(path.join(tmpdir(), 'cunji-bench-app-')),
  }),
)
process.on('SIGTERM', async () => {
  await running.stop()
  process.exit(0)
})
serveParent(running.address, async () => process.memoryUsage.rss() / 1_048_576)
