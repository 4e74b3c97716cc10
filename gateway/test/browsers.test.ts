import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { useGateway } from './use-gateway.ts'

const { gateway, ask } = await useGateway({
  GRAPHIQL: 'on',
  CORS_ORIGINS: 'https://shop.example, http://localhost:5173',
})

describe('a browser', () => {
  test('may call from a listed origin', async () => {
    const preflight = await fetch(`${gateway.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://shop.example')
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization')
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull()
    const answer = await ask('{ order(id: "1") { number } }', { origin: 'http://localhost:5173' })
    expect(answer.headers.get('access-control-allow-origin')).toBe('http://localhost:5173')
  })

  test.each(['https://shop.example.evil.example', 'http://shop.example', 'null'])('may not from %s', async (origin) => {
    const preflight = await fetch(`${gateway.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
    expect(preflight.headers.get('access-control-allow-headers')).toBeNull()
  })
})

describe('GraphiQL', () => {
  const get = (path: string) => fetch(`${gateway.url}${path}`)

  test('is built', () => {
    expect(existsSync(fileURLToPath(new URL('../public/graphiql/index.html', import.meta.url)))).toBe(true)
  })

  test('is served from here with everything it needs', async () => {
    const page = await get('/graphiql/')
    const html = await page.text()
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)]
      .map(([, path]) => path ?? '')
      .filter((path) => path !== 'data:,')
    expect(assets.length).toBeGreaterThanOrEqual(2)
    for (const asset of assets) {
      expect(asset).toMatch(/^\/graphiql\/assets\//)
      expect((await get(asset)).status).toBe(200)
    }
  })

  test('is where / leads', async () => {
    expect((await get('/')).url).toBe(`${gateway.url}/graphiql/`)
  })

  test.each(['/graphiql/../package.json', '/graphiql/%2e%2e/package.json', '/graphiql/assets/..%2f..%2fpackage.json'])(
    'serves no other file: %s',
    async (path) => {
      expect((await get(path)).status).toBe(404)
    },
  )

  test('may read the schema', async () => {
    const { body } = await ask('{ __schema { queryType { name } } }')
    expect(body.data).toEqual({ __schema: { queryType: { name: 'Query' } } })
  })
})
