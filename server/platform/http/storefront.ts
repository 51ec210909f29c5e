import { existsSync } from 'node:fs'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import path from 'node:path'
import serveStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import helmet, { type HelmetOptions } from 'helmet'
import { AppError } from '../../../shared/errors.ts'
import { screensFolder } from '../folders.ts'

const aYear = 31_536_000
/** A file's own name: what leads out of the folder, or to no file, is answered with the page. */
const assetAddress = /^\/assets\/[\w-]+(\.[\w-]+)+(\?|$)/

/**
 * The screens, as `web/build.ts` left them in dist/web: hashed assets for ever, the page never
 * cached, every address that is no file and no API answered with the page, and a strict policy of
 * where scripts may come from.
 */
export async function serveStorefront(
  app: FastifyInstance,
  options: {
    publicUrl: string
    isDemo?: boolean
    directory?: string
    /** While it says so, whoever comes to sign in is led to the first start. */
    isFirstStart?: () => Promise<boolean>
  },
): Promise<void> {
  const root = options.directory ?? screensFolder
  const isSecure = options.publicUrl.startsWith('https:')
  const [ofPages, ofAssets] = [
    headersOf(helmet(pageHeaders(isSecure))),
    headersOf(helmet(assetHeaders(isSecure))),
  ]
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(assetAddress.test(request.url) ? ofAssets : ofPages)
    done()
  })
  // The same page; that of a demo says so to the screens.
  const page = options.isDemo ? 'demo.html' : 'index.html'
  const screens = existsSync(path.join(root, page))
  const sendPage = async (request: FastifyRequest, reply: FastifyReply) => {
    const address = request.url.split('?', 1)[0] ?? ''
    const isFirst = ['/', '/sign-in'].includes(address) && (await options.isFirstStart?.())
    return isFirst ? reply.redirect('/set-up') : reply.sendFile(page)
  }
  app.setNotFoundHandler((request, reply) => {
    if (!screens || !isPage(request.method, request.url)) throw new AppError('not_found')
    return sendPage(request, reply)
  })
  if (!screens) {
    app.log.warn('No screens are built: run node web/build.ts')
    return
  }
  await app.register(serveStatic, {
    root,
    preCompressed: true,
    cacheControl: false,
    index: false,
    dotfiles: 'ignore',
    setHeaders: (response, file) => {
      const hashed = file.includes(`${path.sep}assets${path.sep}`)
      response.header('cache-control', hashed ? `public, max-age=${aYear}, immutable` : 'no-cache')
    },
  })
  app.get('/', { schema: { hide: true } }, sendPage)
}

/**
 * What the guard sets, which is the same for every request. Set through the reply, they go out with
 * its other headers; those set past it make Node check and sort each of them every time.
 */
function headersOf(guard: ReturnType<typeof helmet>): Record<string, number | string | string[]> {
  const response = new ServerResponse(new IncomingMessage(new Socket()))
  guard(response.req, response, (error) => {
    if (error !== undefined) throw error
  })
  return { ...response.getHeaders() } as Record<string, number | string | string[]>
}

/** A page of the browser's router: no API, and no missing file that has an ending. */
function isPage(method: string, url: string): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const address = url.split('?', 1)[0] ?? ''
  return !address.startsWith('/api/') && !/\.[a-z0-9]+$/i.test(address)
}

/** Inline styles are Element Plus's way to place its popups; inline scripts are nobody's. */
function pageHeaders(overHttps: boolean): HelmetOptions {
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: overHttps,
    crossOriginOpenerPolicy: overHttps,
    originAgentCluster: overHttps,
  }
}

/**
 * A script or style sheet is bound by the policy of the page that loads it: of its own it needs
 * that it is read as what it is, and by nobody else's page. The others would cost a first page
 * with 24 of them as much as a sixth of its code.
 */
function assetHeaders(overHttps: boolean): HelmetOptions {
  return {
    contentSecurityPolicy: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    referrerPolicy: false,
    strictTransportSecurity: overHttps,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xFrameOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  }
}
