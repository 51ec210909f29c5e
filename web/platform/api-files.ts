import { type Call, type Endpoint, type Result, urlOf } from '../../shared/endpoint.ts'
import { actIsDecided } from './act-keys.ts'
import { type CallOptions, headersFor, type Input, send, withAccess } from './api.ts'
import { ApiProblem, problemFrom } from './api-problem.ts'

export interface UploadOptions extends CallOptions {
  /** The form's file, and the text fields beside it. */
  file: Blob
  fileName?: string
  fields?: Record<string, string>
  onProgress?: (share: number) => void
}

/** Fetches a file and hands it to the browser's downloads under the server's name for it. */
export async function download<E extends Endpoint>(
  definition: E,
  input: Call<E>,
  options: CallOptions = {},
): Promise<void> {
  const response = await send(definition, input as Input, options)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = fileNameOf(response.headers.get('content-disposition')) ?? definition.name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** Sends a file as multipart/form-data, telling how far it is. */
export async function upload<E extends Endpoint>(
  definition: E,
  input: Omit<Call<E>, 'body'>,
  options: UploadOptions,
): Promise<Result<E>> {
  const headers = headersFor(definition, input, options)
  const url = urlOf(definition, input as Input)
  const answer = await withAccess(definition, options, (token) =>
    sendForm({ method: definition.method, url, headers, token, options }),
  )
  const problem = answer.status >= 400 ? problemFrom(answer) : null
  if (!problem?.retryable) actIsDecided(definition.name, input)
  if (problem) throw problem
  return JSON.parse(answer.text) as Result<E>
}

interface FormSending {
  method: string
  url: string
  headers: Record<string, string>
  token: string | null
  options: UploadOptions
}

interface FormAnswer {
  status: number
  text: string
  requestId: string | null
}

/** fetch cannot say how much of a body is sent; the older interface can. */
function sendForm({ method, url, headers, token, options }: FormSending): Promise<FormAnswer> {
  return new Promise((resolve, reject) => {
    const form = new FormData()
    for (const [key, value] of Object.entries(options.fields ?? {})) form.append(key, value)
    form.append('file', options.file, options.fileName)
    const request = new XMLHttpRequest()
    request.open(method, url)
    for (const [key, value] of Object.entries(headers)) request.setRequestHeader(key, value)
    if (token !== null) request.setRequestHeader('authorization', `Bearer ${token}`)
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total)
    }
    request.onload = () =>
      resolve({
        status: request.status,
        text: request.responseText,
        requestId: request.getResponseHeader('x-request-id'),
      })
    request.onerror = () => reject(new ApiProblem({ code: 'unreachable', retryable: true }))
    request.onabort = request.onerror
    options.signal?.addEventListener('abort', () => request.abort())
    request.send(form)
  })
}

function fileNameOf(disposition: string | null): string | null {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  if (encoded !== undefined) return decodeURIComponent(encoded)
  return /filename="([^"]+)"/i.exec(disposition ?? '')?.[1] ?? null
}
