import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'

const built = fileURLToPath(new URL('../public/graphiql', import.meta.url))

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** Nothing comes from elsewhere: the page works without internet. The editor starts its workers from blobs and styles itself. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** Serves the bundled GraphiQL at /graphiql/ and leads / there. The files are read once, at start. */
export function serveGraphiql(http: FastifyInstance): void {
  const files = readBuilt()
  http.get('/', (_request, reply) => reply.redirect('/graphiql/'))
  http.get('/graphiql', (_request, reply) => reply.redirect('/graphiql/'))
  http.get<{ Params: { '*': string } }>('/graphiql/*', (request, reply) => {
    const name = request.params['*'] === '' ? 'index.html' : request.params['*']
    const file = files.get(name)
    if (!file) return reply.callNotFound()
    return reply
      .header('content-security-policy', contentSecurityPolicy)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
      .type(file.contentType)
      .send(file.body)
  })
}

/** Only what was built can be asked for, whatever a path looks like. Throws when nothing was built. */
function readBuilt(): ReadonlyMap<string, { readonly contentType: string; readonly body: Buffer }> {
  if (!existsSync(join(built, 'index.html'))) throw new Error('GraphiQL is not built: run `npm run codegen` first')
  return new Map(
    readdirSync(built, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [
        relative(built, path).split(sep).join('/'),
        { contentType: contentTypes[extname(path)] ?? 'application/octet-stream', body: readFileSync(path) },
      ]),
  )
}
