import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { NatsAccount, ServiceName } from '@erp/local'
import type { RunFacts, TestRun } from './run.ts'
import type { SystemFacts } from './system-processes.ts'

/** What a test file may ask of the process that runs vitest. */
export interface RunOperations {
  readonly facts: (input: Record<string, never>) => Promise<RunFacts>
  readonly template: (input: { service: ServiceName }) => Promise<string>
  readonly claimAccount: (input: Record<string, never>) => Promise<NatsAccount>
  readonly releaseAccount: (input: { name: string }) => Promise<null>
  readonly system: (input: Record<string, never>) => Promise<SystemFacts>
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test files reach the process that runs them; holds a secret of this run. */
    erpRun: string
  }
}

/** Test files run in processes of their own; they ask for servers, templates and accounts over the loopback address. */
export async function serveTestRun(run: TestRun): Promise<{ url: string; close: () => Promise<void> }> {
  const operations: RunOperations = {
    facts: () => run.facts(),
    template: ({ service }) => run.template(service),
    claimAccount: () => run.claimAccount(),
    releaseAccount: async ({ name }) => {
      await run.releaseAccount(name)
      return null
    },
    system: () => run.system(),
  }
  const secret = randomBytes(16).toString('hex')
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body))
    const [, given, name] = (request.url ?? '').split('/')
    const operation = operations[name as keyof RunOperations] as ((input: unknown) => Promise<unknown>) | undefined
    if (given !== secret || !operation) return answer(404, null)
    try {
      answer(200, await operation(JSON.parse(await text(request))))
    } catch (error) {
      answer(500, error instanceof Error ? error.message : String(error))
    }
  })
  server.requestTimeout = 0
  server.keepAliveTimeout = 600_000 // a worker on a busy machine comes back to a connection that must still be there
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/${secret}`, close: () => closeServer(server) }
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((done) => server.close(() => done()))
}
