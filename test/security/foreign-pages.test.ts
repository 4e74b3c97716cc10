import { useSystem } from '@erp/testing'
import { describe, expect, test } from 'vitest'

const { gatewayUrl } = await useSystem()
const graph = `${gatewayUrl.replace(/\/graphql$/, '')}/graphql`
const ask = (init: RequestInit, path = graph) => fetch(path, init)
const query = '{ __typename }'
const json = { 'content-type': 'application/json' }

describe('a page of another origin', () => {
  test.each([
    ['a form', 'application/x-www-form-urlencoded', `query=${encodeURIComponent(query)}`],
    [
      'a form with files',
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n${query}\r\n--x--`,
    ],
    ['plain text', 'text/plain', JSON.stringify({ query })],
  ])('sends %s in vain', async (_, type, body) => {
    const answer = await ask({ method: 'POST', headers: { 'content-type': type }, body })
    expect(answer.status).toBe(415)
    expect(await answer.text()).not.toContain('"data"')
  })

  test('asks nothing by GET without a header that browsers keep for the same origin, and changes nothing by GET at all', async () => {
    expect((await ask({}, `${graph}?query=${encodeURIComponent(query)}`)).status).toBe(400)
    const mutation = 'mutation { logout(input: { refreshToken: "x" }) { loggedOut } }'
    const answer = await ask({ headers: json }, `${graph}?query=${encodeURIComponent(mutation)}`)
    expect(answer.status).toBe(405)
  })

  test.each(['https://evil.example', 'null', 'http://127.0.0.1.evil.example'])(
    'at %s reads no answer',
    async (origin) => {
      const answer = await ask({ method: 'POST', headers: { ...json, origin }, body: JSON.stringify({ query }) })
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      const preflight = await ask({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })
      expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
      expect(preflight.headers.get('access-control-allow-credentials')).toBeNull()
    },
  )

  test('is given no cookie it could send along', async () => {
    const answer = await ask({ method: 'POST', headers: json, body: JSON.stringify({ query }) })
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })
})

test('many requests in one body are none', async () => {
  const body = JSON.stringify(Array(3).fill({ query }))
  const answer = await ask({ method: 'POST', headers: json, body })
  expect(answer.status).toBe(400)
  expect(await answer.text()).not.toContain('"data"')
})
