import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { clientAddressHeader, createSignatureVerifier, signatureHeader } from '@erp/service-kit'
import { graphql, parse } from 'graphql'

export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders
  readonly query: string
  readonly signature: 'RIGHT' | string
}

export interface StubSubgraph {
  readonly url: string
  readonly received: ReceivedRequest[]
  /** What the next requests are answered with instead, when set. */
  answer: ((respond: (status: number, body: string) => void) => void) | undefined
  stop(): Promise<void>
}

/** A subgraph of a few lines that checks signatures as the real ones do and remembers what it received. */
export async function startStub(
  sdl: string,
  resolvers: Record<string, Record<string, unknown>>,
  signingKey: string,
): Promise<StubSubgraph> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }])
  const signatures = createSignatureVerifier(signingKey)
  const received: ReceivedRequest[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('utf8')
    const { query, variables } = JSON.parse(body)
    const { authorization } = request.headers
    const clientAddress = String(request.headers[clientAddressHeader] ?? '')
    const header = String(request.headers[signatureHeader])
    const problem = signatures.verify(header, { body, authorization, clientAddress })
    received.push({ headers: request.headers, query, signature: problem ?? 'RIGHT' })
    const respond = (status: number, text: string) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(text)
    if (stub.answer) return stub.answer(respond)
    respond(200, JSON.stringify(await graphql({ schema, source: query, variableValues: variables })))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stub: StubSubgraph = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: undefined,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return stub
}
