/** The part of a login that this page keeps; in the tab's own storage, so that closing the tab forgets it. */
export interface Session {
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresAt: string
  readonly user: { readonly username: string; readonly displayName: string }
  readonly company: { readonly code: string } | null
  readonly permissions: readonly string[]
}

const storageKey = 'erp:session'
const listeners = new Set<() => void>()
const fields =
  'session { accessToken refreshToken expiresAt user { username displayName } company { code } permissions }'
const faults = 'message ... on SecondFactorRequired { challenge } ... on SecondFactorMissing { challenge otpauthUri }'

let current = readStored()
let refreshing: Promise<void> | undefined

export function currentSession(): Session | undefined {
  return current
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Logs in; returns why not, or nothing. */
export async function logIn(input: { username: string; password: string; companyCode?: string }) {
  return start('login', 'LoginInput', input)
}

/** Goes on in another company of the same user; returns why not, or nothing. */
export async function switchCompany(companyCode: string) {
  return start('switchCompany', 'SwitchCompanyInput', { companyCode, refreshToken: current?.refreshToken ?? '' })
}

export async function logOut(): Promise<void> {
  const refreshToken = current?.refreshToken
  keep(undefined)
  if (refreshToken)
    await post('mutation ($input: LogoutInput!) { logout(input: $input) { loggedOut } }', { refreshToken })
}

/** The header for the next request; an access token about to end is traded for a new one first. */
export async function authorization(): Promise<Record<string, string>> {
  if (!current) return {}
  if (new Date(current.expiresAt).getTime() - Date.now() < 30_000) {
    refreshing ??= start('refreshSession', 'RefreshSessionInput', { refreshToken: current.refreshToken })
      .then((fault) => (fault === undefined ? undefined : keep(undefined)))
      .finally(() => {
        refreshing = undefined
      })
    await refreshing
  }
  return current ? { authorization: `Bearer ${current.accessToken}` } : {}
}

async function start(mutation: string, inputType: string, input: object): Promise<string | undefined> {
  const shown = mutation === 'completeLogin' ? `${fields} recoveryCodes` : fields
  const query = `mutation ($input: ${inputType}!) { ${mutation}(input: $input) { ${shown} userErrors { ${faults} } } }`
  const answer = await post(query, input)
  const payload = answer.data?.[mutation]
  const [fault] = payload?.userErrors ?? []
  if (fault?.challenge) {
    const code = window.prompt([fault.message, fault.otpauthUri].join('\n'))
    if (code) return start('completeLogin', 'CompleteLoginInput', { challenge: fault.challenge, code })
  }
  if (payload?.recoveryCodes) window.alert(['Keep these recovery codes:', ...payload.recoveryCodes].join('\n'))
  if (payload?.session) {
    keep(payload.session)
    return undefined
  }
  return fault?.message ?? answer.errors?.[0]?.message ?? 'No answer'
}

interface Fault {
  readonly message: string
  /** What the second step of a login is made with. */
  readonly challenge?: string
  /** Where there is no second factor yet, but one is asked for. */
  readonly otpauthUri?: string
}

interface Answer {
  readonly data?: Record<
    string,
    { session?: Session; recoveryCodes?: string[] | null; userErrors?: Fault[] } | null
  > | null
  readonly errors?: { message: string }[]
}

async function post(query: string, input: object): Promise<Answer> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  })
  return response.json()
}

function keep(session: Session | undefined): void {
  current = session
  if (session) sessionStorage.setItem(storageKey, JSON.stringify(session))
  else sessionStorage.removeItem(storageKey)
  for (const listener of listeners) listener()
}

function readStored(): Session | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}
