import { createServer } from 'node:net'

/** Below 32768, where the kernel starts to hand out ports of outgoing connections that would collide with a listener. */
const lowest = 20_000
const highest = 32_000
const claimed = new Set<number>()

/** A port on the loopback address that nothing listens on and that this process has not handed out before. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && !claimed.has(preferred) && (await isFree(preferred))) {
    claimed.add(preferred)
    return preferred
  }
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest))
    if (claimed.has(port) || !(await isFree(port))) continue
    claimed.add(port)
    return port
  }
  throw new Error(`No free port between ${lowest} and ${highest}.`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer()
    server.once('error', () => answer(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => answer(true)))
  })
}
