import { fillIn, remember } from './remembered-values.ts'
import { authorization } from './session.ts'

interface GraphRequest {
  readonly query: string
  readonly operationName?: string | null
  readonly variables?: Record<string, unknown>
}

interface RequestOptions {
  readonly headers?: Record<string, string>
}

/** Sends an operation of any tab, with the session's token unless the tab has an Authorization header of its own. */
export async function fetchGraph(request: GraphRequest, options: RequestOptions = {}) {
  const variables = fillIn(request.variables ?? {})
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { ...(await authorization()), 'content-type': 'application/json', ...lowerCased(options.headers) },
    body: JSON.stringify({ ...request, variables }),
  })
  const answer = await response.json()
  if (request.operationName !== 'IntrospectionQuery') remember(answer.data)
  return answer
}

function lowerCased(headers: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
