import { setTimeout as delay } from 'node:timers/promises'

export interface UserError {
  readonly __typename: string
  readonly message: string
  readonly path: readonly string[]
}

/** A mutation was refused: a "no" with its reason, not a fault. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly userErrors: readonly UserError[]

  constructor(field: string, userErrors: readonly UserError[]) {
    super(`${field}: ${userErrors.map(({ __typename, message }) => `${message} (${__typename})`).join(' ')}`)
    this.userErrors = userErrors
  }
}

/** Somebody logged in at the gateway. */
export interface GraphSession {
  readonly accessToken: string
  readonly query: <Data>(text: string, variables?: Readonly<Record<string, unknown>>) => Promise<Data>
  /** Runs `field(input: …)` and returns what `selection` asks for of `result`; throws `Refused` on user errors. */
  readonly change: <Result>(field: string, input: object, result: string, selection: string) => Promise<Result>
}

export interface Credentials {
  readonly username: string
  readonly password: string
  readonly companyCode?: string
}

/** Sends an operation to the gateway; throws when the answer has top-level errors. */
export async function askGraph<Data>(
  graphqlUrl: string,
  text: string,
  variables: Readonly<Record<string, unknown>> = {},
  accessToken?: string,
): Promise<Data> {
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
    },
    body: JSON.stringify({ query: text, variables }),
  })
  const answer = (await response.json()) as { data?: Data | null; errors?: { message: string; path?: unknown[] }[] }
  if (answer.errors?.length || !answer.data) {
    const faults = answer.errors?.map(({ message, path }) => `${message}${path ? ` at ${path.join('.')}` : ''}`)
    throw new Error(`The gateway answered ${response.status}: ${faults?.join('; ') ?? 'no data'}`)
  }
  return answer.data
}

/** Logs in through the gateway as a person would; throws `Refused` when the credentials are not accepted. */
export async function logIn(graphqlUrl: string, credentials: Credentials): Promise<GraphSession> {
  const { session } = await change<{ session: { accessToken: string } }>(
    graphqlUrl,
    undefined,
    'login',
    credentials,
    'session { accessToken }',
  )
  const { accessToken } = session
  return {
    accessToken,
    query: (text, variables) => askGraph(graphqlUrl, text, variables, accessToken),
    change: async (field, input, result, selection) => {
      const payload = await change(graphqlUrl, accessToken, field, input, `${result} ${selection}`)
      return payload[result] as never
    },
  }
}

async function change<Payload extends object = Record<string, unknown>>(
  graphqlUrl: string,
  accessToken: string | undefined,
  field: string,
  input: object,
  selection: string,
): Promise<Payload> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`
  const text = `mutation Change($input: ${type}!) {
    payload: ${field}(input: $input) { ${selection} userErrors { __typename message path } }
  }`
  const { payload } = await askGraph<{ payload: Payload & { userErrors: UserError[] } }>(
    graphqlUrl,
    text,
    { input },
    accessToken,
  )
  if (payload.userErrors.length > 0) throw new Refused(field, payload.userErrors)
  return payload
}

/** Refusals that only say that a new fact has not yet arrived where it is needed. */
const notYetKnown = new Set([
  'AccountRuleMissing',
  'CompanyNotReady',
  'ItemUnknown',
  'PeriodNotOpen',
  'TaxCodeUnknown',
  'ValuationAreaNotFound',
  'VoucherTemplateMissing',
  'WarehouseUnknown',
])

/** Repeats an attempt while it is refused for want of news from another service, at most 30 seconds. */
export async function untilKnown<R>(attempt: () => Promise<R>): Promise<R> {
  const deadline = Date.now() + 30_000
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      const waits = error instanceof Refused && error.userErrors.every((one) => notYetKnown.has(one.__typename))
      if (!waits || Date.now() > deadline) throw error
      await delay(100)
    }
  }
}
