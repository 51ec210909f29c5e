import type { PageFiles } from './page-files.ts'
import { oneTabAtATime, plainHeaders, sendEarly } from './platform/early-requests.ts'
import { kept, keptChoice } from './platform/kept-choice.ts'
import { preferredLanguage } from './platform/language.ts'
import { hasSessionHint } from './platform/session-hint.ts'

/**
 * The first script of the document, there long before the program is: requests what the address
 * needs, so that it comes beside the program and not after it. Whatever it gets wrong costs time
 * only: the program itself requests all that is missing.
 */
declare const builtPageFiles: PageFiles

const pageFiles = builtPageFiles

let filesRequested = false
const mayBeSignedIn = hasSessionHint()
const firstScreen = (mayBeSignedIn && keptChoice(kept.firstScreen)) || pageFiles.signIn
const path = location.pathname
const page = pageFiles.pages.find(({ name, address }) =>
  path === '/' ? name === firstScreen : new RegExp(`^${address}$`).test(path),
)

const parameters = new RegExp(`^${page?.address}$`).exec(path)?.groups
for (const shown of page?.shows ?? []) {
  const url = shown.replaceAll(/:(\w+)/g, (_, key: string) => parameters?.[key] ?? '')
  sendEarly('GET', url, fetch(url, { headers: plainHeaders }))
}

if (mayBeSignedIn && !page?.isSameForAll) {
  const renew = () => {
    const answer = fetch(pageFiles.renewal, { method: 'POST', headers: plainHeaders })
    loadFiles()
    return answer
  }
  sendEarly('POST', pageFiles.renewal, oneTabAtATime(renew))
  // Another tab may be renewing just now.
  setTimeout(loadFiles, 100)
} else loadFiles()

/** Loads them after what all data waits for: the browser asks a server for six things at once. */
function loadFiles(): void {
  if (filesRequested) return
  filesRequested = true
  const language = preferredLanguage()
  const texts = language === 'en' ? ['shell', ...(page?.texts ?? [])] : (page?.texts ?? [])
  const textFiles = texts.flatMap((text) => pageFiles.texts[`${language}/${text}`] ?? [])
  for (const index of [...(page?.files ?? []), ...textFiles]) {
    const file = pageFiles.files[index] ?? ''
    const link = document.createElement('link')
    // A sheet is only fetched: it takes effect in its own place among the others.
    link.rel = file.endsWith('.css') ? 'preload' : 'modulepreload'
    link.as = file.endsWith('.css') ? 'style' : 'script'
    link.crossOrigin = ''
    link.href = `/${file}`
    document.head.append(link)
  }
}
