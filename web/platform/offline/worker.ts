import type { Router } from 'vue-router'
import { bringNewVersion, isInstalled } from './device-state.ts'

const hourMilliseconds = 3_600_000

/**
 * Installs the program on this device, once the page is there, and sees to it that no page goes on
 * with the scripts of two versions: a page that another tab has brought a new version upon loads
 * itself anew at its next step.
 */
export async function installProgram(router: Router, isDemo: boolean): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  const { serviceWorker } = navigator
  let isServed = serviceWorker.controller !== null
  const registration = await serviceWorker
    .register(isDemo ? '/offline-worker.js?demo' : '/offline-worker.js', { updateViaCache: 'none' })
    .catch(() => undefined)
  if (registration === undefined) return

  let isWanted = false
  let isStale = false
  serviceWorker.addEventListener('controllerchange', () => {
    if (isWanted) location.reload()
    // The first worker brought nothing new.
    else if (isServed) isStale = true
    isServed = true
  })
  router.beforeEach((to) => {
    if (!isStale) return true
    location.assign(to.fullPath)
    return false
  })

  const offer = () => {
    isInstalled.value = registration.active !== null
    const { waiting } = registration
    if (waiting === null || serviceWorker.controller === null) return
    bringNewVersion.value = () => {
      isWanted = true
      waiting.postMessage('take over')
    }
  }
  const follow = () => {
    // One that an earlier page brought may be under way already, and is announced no more.
    const { installing, waiting } = registration
    for (const coming of [installing, waiting]) coming?.addEventListener('statechange', offer)
  }
  registration.addEventListener('updatefound', follow)
  follow()
  offer()
  setInterval(() => void registration.update().catch(() => undefined), hourMilliseconds)
}
