import { inject } from 'vitest'
import type { RunOperations } from './run-server.ts'

type Answer<Name extends keyof RunOperations> = Awaited<ReturnType<RunOperations[Name]>>

/** Asks the process that runs vitest; the error it answers with is thrown here. */
export async function askRun<Name extends keyof RunOperations>(
  operation: Name,
  input: Parameters<RunOperations[Name]>[0],
): Promise<Answer<Name>> {
  const response = await fetch(`${inject('erpRun')}/${operation}`, { method: 'POST', body: JSON.stringify(input) })
  const body: unknown = await response.json()
  if (!response.ok) throw new Error(`The test run could not answer ${operation}: ${String(body)}`)
  return body as Answer<Name>
}
