import { type AddressInfo, createServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { IssuedCertificate } from '@erp/local'
import { afterAll } from 'vitest'

export interface ListenOptions {
  /** Plain words before TLS begins, as PostgreSQL and NATS have them; resolves when TLS is to begin. */
  readonly greet: (socket: Socket) => Promise<void>
  /** What is shown to clients; left out, the connection stays plain. */
  readonly proof?: IssuedCertificate
  /** What is said once TLS stands. */
  readonly answer?: (socket: Socket) => void
}

/** A server that shows whatever certificate a test gives it, until the test file ends; answers its port. */
export async function listenAs({ greet, proof, answer }: ListenOptions): Promise<number> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    void greet(socket).then(() => {
      if (!proof) return
      const secured = new TLSSocket(socket, { isServer: true, cert: proof.certificate, key: proof.key })
      secured.on('error', () => undefined)
      answer?.(secured)
    })
  })
  afterAll(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}
