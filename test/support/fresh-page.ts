import { afterAll, vi } from 'vitest'

/* Each file of tests is a page of its own: it shares neither modules nor channels with others. */

vi.resetModules()

const SharedChannel = globalThis.BroadcastChannel
const opened: BroadcastChannel[] = []

globalThis.BroadcastChannel = class extends SharedChannel {
  constructor(name: string) {
    super(name)
    opened.push(this)
  }
}

afterAll(() => {
  for (const channel of opened) channel.close()
  globalThis.BroadcastChannel = SharedChannel
})
