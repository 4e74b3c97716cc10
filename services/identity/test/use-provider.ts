import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Configuration } from 'oidc-provider'
import { afterAll } from 'vitest'

/** An identity provider of its own: it speaks OpenID Connect over HTTP, and lets in whoever the test says sits at the browser. */
export async function useProvider() {
  const clientId = 'erp'
  const clientSecret = 'a secret between the two of them'
  const redirectUri = 'http://localhost:5999/signed-in'
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const seen: URLSearchParams[] = []
  let person: string | 'nobody' = 'nobody'
  let tampering: ((path: string, body: Record<string, unknown>) => Record<string, unknown>) | undefined

  const configuration: Configuration = {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    pkce: { required: () => true },
    ttl: { Interaction: 60, Grant: 60, Session: 60, AccessToken: 60, IdToken: 60 },
    cookies: { keys: ['a key for cookies'] },
    features: { devInteractions: { enabled: false } },
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, email: 'root@example.com' }) }),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    async loadExistingGrant({ oidc: { client, session, provider: asked } }) {
      const grant = new asked.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' })
      grant.addOIDCScope('openid')
      await grant.save()
      return grant
    },
  }
  const provider = new Provider(issuer, configuration)
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/interaction/')) {
      const result =
        person === 'nobody' ? { error: 'access_denied', error_description: 'No' } : { login: { accountId: person } }
      void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
      return
    }
    const path = request.url?.split('?')[0] ?? ''
    const tamper = tampering
    if (tamper && path === '/token') {
      const end = response.end.bind(response)
      response.end = ((body: unknown) => {
        const changed = JSON.stringify(tamper(path, JSON.parse(String(body)) as Record<string, unknown>))
        response.setHeader('content-length', Buffer.byteLength(changed))
        return end(changed)
      }) as typeof response.end
    }
    void answer(request, response)
  })
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()).closeAllConnections())
  afterAll(close)

  /** Follows the browser from page to page until the provider sends it back; answers with what it brings. */
  async function visit(authorizationUrl: string, as: string | 'nobody'): Promise<string> {
    person = as
    seen.push(new URL(authorizationUrl).searchParams)
    const cookies = new Map<string, string>()
    for (let url = new URL(authorizationUrl), hops = 0; hops < 10; hops += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(url, { redirect: 'manual', headers: { cookie } })
      for (const set of response.headers.getSetCookie()) {
        const [pair = ''] = set.split(';')
        const [name = '', ...value] = pair.split('=')
        cookies.set(name, value.join('='))
      }
      const location = response.headers.get('location')
      if (location === null) throw new Error(`The provider says: ${await response.text()}`)
      url = new URL(location, url)
      if (url.href.startsWith(redirectUri)) return url.search.slice(1)
    }
    throw new Error('The provider sends the browser round and round')
  }

  return {
    visit,
    close,
    /** What the browser was sent to the provider with, in order. */
    seen,
    /** From now on the answer of the token endpoint is what this makes of it. */
    tamper: (change: typeof tampering) => {
      tampering = change
    },
    asConfigured: {
      ...{ code: 'corp', name: { zh: '集团账号', en: 'Group account' }, issuer },
      ...{ clientId, clientSecret, redirectUri },
    },
  }
}
