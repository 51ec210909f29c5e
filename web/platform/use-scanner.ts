import { onScopeDispose, ref } from 'vue'

/** Why the camera shows nothing: there is none, it is forbidden, or reading codes fails. */
export type CameraFault = 'missing' | 'forbidden' | 'failed'

const pauseMilliseconds = 200

/** Reads a QR code with the camera; what reads it is loaded when the camera opens. */
export function useScanner(found: (code: string) => void) {
  const isOpen = ref(false)
  const fault = ref<CameraFault | null>(null)
  let stream: MediaStream | null = null
  let worker: Worker | null = null

  async function open(video: HTMLVideoElement): Promise<void> {
    fault.value = null
    if (!navigator.mediaDevices?.getUserMedia) {
      fault.value = 'missing'
      return
    }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
    } catch (thrown) {
      const { name } = thrown as DOMException
      fault.value = ['NotAllowedError', 'SecurityError'].includes(name) ? 'forbidden' : 'missing'
      return
    }
    isOpen.value = true
    video.srcObject = stream
    await video.play()
    worker = new Worker(new URL('./scan-worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<Reading>) => {
      if (data.failed) fault.value = 'failed'
      if (data.code === null) setTimeout(() => void look(video), pauseMilliseconds)
      else {
        close()
        found(data.code)
      }
    })
    await look(video)
  }

  async function look(video: HTMLVideoElement): Promise<void> {
    if (worker === null) return
    const picture = await createImageBitmap(video).catch(() => null)
    if (picture === null) setTimeout(() => void look(video), pauseMilliseconds)
    else worker?.postMessage(picture, [picture])
  }

  function close(): void {
    for (const track of stream?.getTracks() ?? []) track.stop()
    worker?.terminate()
    stream = null
    worker = null
    isOpen.value = false
  }

  onScopeDispose(close)
  return { isOpen, fault, open, close }
}

interface Reading {
  code: string | null
  failed?: boolean
}
