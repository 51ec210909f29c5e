import { statfsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// What the tests write is thrown away. Kept in memory, it takes a third less of the system's time:
// every test file makes a database, which is a thousand files.
if (process.env.TMPDIR === undefined && freeGigabytes('/dev/shm') >= 4)
  process.env.TMPDIR = '/dev/shm'

function freeGigabytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return (bavail * bsize) / 2 ** 30
  } catch {
    return 0
  }
}

/** Node itself reads the program's TypeScript, as it does when the program runs. */
const natively = { viteModuleRunner: false }

const setupFiles = ['test/support/network.ts']

/** Files that take long and wait much: they begin first, so that nobody waits for them in the end. */
const longest = [
  '/test/faults/process.test.ts',
  '/test/e2e/every-page.test.ts',
  '/test/e2e/whole-thread.test.ts',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) => {
      const place = longest.findIndex((file) => moduleId.endsWith(file))
      return place === -1 ? longest.length : place
    }
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other))
  }
}

export default defineConfig({
  test: {
    // One cluster for the whole run; each test file clones its database from a template.
    globalSetup: ['test/support/cluster.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // A program under test makes much that is soon rubbish: with room for it, little is collected.
    execArgv: ['--min-semi-space-size=32', '--max-semi-space-size=64'],
    // The program is imported once a worker and not once a file, which took most of the time.
    // What a file changes in a global or in a module it puts back (unstubGlobals does half of it).
    isolate: false,
    unstubGlobals: true,
    restoreMocks: true,
    reporters: ['default', ['json', { outputFile: 'test-results/results.json' }]],
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          experimental: natively,
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/faults/**', 'test/web/**'],
          setupFiles,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'screens',
          include: ['test/web/**/*.test.ts'],
          setupFiles: [...setupFiles, 'test/support/fresh-page.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          // They stop servers of their own, and may go on for as long as somebody wants.
          name: 'faults',
          experimental: natively,
          include: ['test/faults/**/*.test.ts'],
          setupFiles,
          testTimeout: 1_800_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          // A journey waits for its browser, and both for what takes its time: three fill two cores.
          name: 'browser',
          maxWorkers: 3,
          experimental: natively,
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/support/unpack-browser.ts'],
          setupFiles,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
