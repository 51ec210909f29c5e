import wasmAddress from 'zxing-wasm/reader/zxing_reader.wasm?url'

/**
 * Reads QR codes out of pictures, beside the page: the phone stays quick, and the page's policy
 * needs no leave for WebAssembly. The phone's own reader is used where it has one.
 */

interface Reader {
  detect: (picture: ImageBitmap) => Promise<{ rawValue: string }[]>
}
interface OwnReader {
  new (options: { formats: string[] }): Reader
  getSupportedFormats: () => Promise<string[]>
}

const format = 'qr_code'
let reading: Promise<Reader> | null = null

async function reader(): Promise<Reader> {
  const own = (globalThis as { BarcodeDetector?: OwnReader }).BarcodeDetector
  const formats = (await own?.getSupportedFormats().catch(() => [])) ?? []
  if (own !== undefined && formats.includes(format)) return new own({ formats: [format] })
  const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill')
  // Ours, and not that of a network of others.
  prepareZXingModule({ overrides: { locateFile: () => wasmAddress } })
  return new BarcodeDetector({ formats: [format] })
}

addEventListener('message', async (event: MessageEvent<ImageBitmap>) => {
  const picture = event.data
  try {
    reading ??= reader()
    const [code] = await (await reading).detect(picture)
    postMessage({ code: code?.rawValue ?? null })
  } catch {
    reading = null
    postMessage({ code: null, failed: true })
  } finally {
    picture.close()
  }
})
