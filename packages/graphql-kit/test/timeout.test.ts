import { expect, it } from 'vitest'
import { useToySubgraph } from './toy/subgraph.ts'

const { ask } = await useToySubgraph({ timeoutMs: 300 })

it('answers within its time, also when a resolver does not', async () => {
  const started = performance.now()
  const late = await ask('{ slow }')
  expect(performance.now() - started).toBeLessThan(1_200)
  expect(late.status).toBe(503)
  expect(late.body.errors?.[0]).toEqual({
    message: 'The service took too long or is stopping.',
    extensions: { code: 'TIMEOUT' },
  })
  expect((await ask('{ echo(text: "a") { text } }')).status).toBe(200)
})
