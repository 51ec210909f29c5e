import { ref } from 'vue'

// What every page shows of this device, apart from what finds it out: that comes later.

/** How many acts of the person wait on this device to be sent, and how many were refused. */
export const pending = ref({ waiting: 0, refused: 0 })

/** Brings the newer version of the program that waits on this device; null while none does. */
export const bringNewVersion = ref<(() => void) | null>(null)

/** Whether the program stands on this device, so that it opens without a server. */
export const isInstalled = ref(false)
