import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import {
  connection,
  type Messages,
  type MessagesFor,
  pageOf,
  payload,
  type RequestContext,
  signatureHeader,
  signSubgraphRequest,
  startSubgraph,
  tokenProfile,
} from '@erp/graphql-kit'
import { type AuditedRead, createHealth, createLogger, type Transactor } from '@erp/service-kit'
import { currency, money, newId, refuse } from '@erp/values'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll } from 'vitest'

export const signingKey = 'g'.repeat(32)
export const schemaDirectory = fileURLToPath(new URL('./schema', import.meta.url))
export const companyId = newId()
export const userId = newId()

interface Order {
  readonly id: string
  readonly number: string
  readonly status: 'DRAFT' | 'CONFIRMED'
  readonly companyId: string
}

/** Frozen, as documents may be. */
const orders: readonly Order[] = ['SO-1', 'SO-2', 'SO-3'].map((number) =>
  Object.freeze({ id: number.toLowerCase(), number, status: 'CONFIRMED', companyId }),
)

function confirmOrder(id: string) {
  return orders.some((order) => order.id === id)
    ? refuse('OrderNotDraft', { status: 'CONFIRMED' })
    : ({ ...orders[0], id } as Order)
}

export const messages: Messages = {
  OrderNotDraft: {
    en: ({ status }) => `Only a draft can be confirmed; this order is ${status}.`,
    zh: ({ status }) => `只有草稿可以确认，当前状态为 ${status}。`,
  },
} satisfies MessagesFor<typeof confirmOrder>

/** How often an order was looked up by reference, to show that a refused reference looks nothing up. */
export const lookups = { count: 0 }

export const resolvers = {
  Query: {
    orders: (_: unknown, args: { first?: number; after?: string }) => {
      const page = pageOf(args)
      const rows = orders
        .filter(({ id }) => page.after === undefined || id > (page.after[0] ?? ''))
        .slice(0, page.limit)
      return connection(rows, { ...page, orderKey: (order) => [order.id] })
    },
    order: (_: unknown, { id }: { id: string }) => orders.find((order) => order.id === id) ?? null,
    echo: (_: unknown, args: object) => args,
    search: (_: unknown, { word }: { word: string }) => {
      if (word === 'broken') throw new Error('broken')
      return orders.filter(({ number }) => number.includes(word))
    },
    me: (_: unknown, __: unknown, { caller }: RequestContext) => `${caller.username} in ${caller.companyId}`,
    favourite: () => orders[0],
    broken: () => {
      throw new Error('select * from secret_table at /srv/erp/db.ts 10.0.0.7:5432')
    },
    slow: () => new Promise((done) => setTimeout(done, 1_500)),
  },
  Mutation: {
    confirmOrder: (_: unknown, { input }: { input: { id: string } }, context: RequestContext) =>
      payload('order', confirmOrder(input.id), context),
  },
  Order: {
    __resolveReference: ({ id }: { id: string }) => {
      lookups.count += 1
      return orders.find((order) => order.id === id) ?? null
    },
    total: () => money(123_450n, currency('CNY')),
    secret: ({ id }: Order) => (id === 'so-3' ? null : `of ${id}`),
    supplier: () => ({ id: 'supplier-1' }),
    sibling: () => orders[0],
  },
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: {
    readonly data?: Record<string, unknown> | null
    readonly errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[]
  }
}

/** A running toy subgraph with the keys that open it; stopped after the test file. */
export async function useToySubgraph(options: { timeoutMs?: number } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'graphql-kit-'))
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const publicJwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'EdDSA', use: 'sig' }
  const rsa = await generateKeyPair('RS256', { extractable: true })
  const rsaJwk = { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', use: 'sig' }
  const jwksFile = join(directory, 'jwks.json')
  writeFileSync(jwksFile, JSON.stringify({ keys: [publicJwk, rsaJwk] }))

  const logged: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk))
      done()
    },
  })
  const health = createHealth()
  const read = { ok: true }
  const audited: AuditedRead[] = []
  const writing = { ok: true, times: 0 }
  const subgraph = await startSubgraph({
    service: 'toy',
    config: { HOST: '127.0.0.1', PORT: 0, GATEWAY_SIGNING_KEY: signingKey, TOKEN_JWKS_FILE: jwksFile },
    ...options,
    schemaDirectory,
    resolvers,
    messages,
    context: () => ({ loaders: {} }),
    transactor: {
      read: async () => (read.ok ? undefined : Promise.reject(new Error('no connection'))),
      recordReads: async (reads: readonly AuditedRead[]) => {
        await new Promise((done) => setTimeout(done, 20))
        if (!writing.ok) throw new Error('no connection')
        writing.times += 1
        audited.push(...reads)
      },
    } as unknown as Transactor,
    health,
    logger: createLogger('toy', 'warn', sink),
  })
  afterAll(async () => {
    await subgraph.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  const aToken = (
    permissions: string[] = [],
    change: (token: SignJWT) => SignJWT = (token) => token,
    header: { kid?: string; typ?: string } = {},
  ) =>
    change(
      new SignJWT({ username: 'li.na', companyId, permissions })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'one', typ: tokenProfile.typ, ...header })
        .setSubject(userId)
        .setIssuer(tokenProfile.issuer)
        .setAudience(tokenProfile.audience)
        .setIssuedAt()
        .setExpirationTime('5m'),
    ).sign(privateKey)

  /** Posts raw bytes, signed unless `headers` say otherwise. */
  async function post(body: string, headers: Record<string, string> = {}): Promise<Answer> {
    const { authorization } = headers
    const response = await fetch(`${subgraph.url}/graphql`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        [signatureHeader]: signSubgraphRequest(signingKey, { body, authorization }),
        ...headers,
      },
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
  }

  async function ask(
    query: string,
    {
      permissions,
      variables,
      headers,
    }: { permissions?: string[]; variables?: object; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const authorization = permissions ? { authorization: `Bearer ${await aToken(permissions)}` } : {}
    return post(JSON.stringify({ query, variables }), { ...authorization, ...headers })
  }

  return {
    url: subgraph.url,
    jwksFile,
    publicJwk,
    publicKey,
    rsaPrivateKey: rsa.privateKey,
    aToken,
    post,
    ask,
    logged,
    health,
    read,
    audited,
    writing,
  }
}
