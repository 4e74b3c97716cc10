import { createSignatureVerifier, signSubgraphRequest } from '@erp/service-kit'
import { expect, it } from 'vitest'

const key = 'k'.repeat(32)
const noon = Date.parse('2026-03-05T04:00:00Z')
const request = { body: '{"query":"{ me { id } }"}', authorization: 'Bearer a.b.c', clientAddress: '10.0.0.1' }

const signed = (at = noon, nonce?: string) => signSubgraphRequest(key, request, at, nonce)

it('accepts what was signed with the key, once', () => {
  const { verify } = createSignatureVerifier(key)
  const header = signed()
  expect(verify(header, request, noon)).toBeUndefined()
  expect(verify(header, request, noon + 1)).toBe('REPLAYED')
  expect(verify(signed(), request, noon + 2)).toBeUndefined()
})

it('is the documented construction', () => {
  expect(signSubgraphRequest(key, { body: '{}' }, 1_000, 'n'.repeat(16))).toBe(
    `t=1000,n=${'n'.repeat(16)},v1=3c5170ca586befeb25bbe89db596e40e576af73d995b01c93e94fb16e096f917`,
  )
})

it('accepts a clock that is a minute off, and no more', () => {
  const { verify } = createSignatureVerifier(key)
  expect(verify(signed(), request, noon + 60_000)).toBeUndefined()
  expect(verify(signed(), request, noon - 60_000)).toBeUndefined()
  expect(verify(signed(), request, noon + 60_001)).toBe('EXPIRED')
  expect(verify(signed(), request, noon - 60_001)).toBe('EXPIRED')
})

it('refuses another body, another token, another address, another key, and a header of another time', () => {
  const { verify } = createSignatureVerifier(key)
  expect(verify(signed(), { ...request, body: `${request.body} ` }, noon)).toBe('WRONG')
  expect(verify(signed(), { ...request, authorization: 'Bearer d.e.f' }, noon)).toBe('WRONG')
  expect(verify(signed(), { ...request, clientAddress: '10.0.0.2' }, noon)).toBe('WRONG')
  expect(verify(signed(), { body: request.body }, noon)).toBe('WRONG')
  expect(verify(signSubgraphRequest('j'.repeat(32), request, noon), request, noon)).toBe('WRONG')
  expect(verify(signed().replace(/^t=\d+/, `t=${noon + 1}`), request, noon)).toBe('WRONG')
  expect(verify(signed().replace(/n=[^,]+/, `n=${'0'.repeat(32)}`), request, noon)).toBe('WRONG')
})

it('refuses a missing or malformed header', () => {
  const { verify } = createSignatureVerifier(key)
  expect(verify(undefined, request, noon)).toBe('MISSING')
  for (const header of ['x', 't=1,n=short,v1=00', `${signed()}0`, signed().toUpperCase(), ` ${signed()}`]) {
    expect(verify(header, request, noon)).toBe('MALFORMED')
  }
})

it('remembers a nonce for as long as its signature is valid, however the clock moves on', () => {
  const { verify } = createSignatureVerifier(key)
  verify(signed(noon - 119_000), request, noon - 119_000)
  const header = signed(noon + 60_000)
  expect(verify(header, request, noon)).toBeUndefined()
  for (const later of [2_000, 60_000, 119_999]) expect(verify(header, request, noon + later)).toBe('REPLAYED')
})

it('remembers no nonce of a signature that was wrong', () => {
  const { verify } = createSignatureVerifier(key)
  const nonce = 'a'.repeat(32)
  expect(verify(signSubgraphRequest('j'.repeat(32), request, noon, nonce), request, noon)).toBe('WRONG')
  expect(verify(signed(noon, nonce), request, noon)).toBeUndefined()
})
