import type { Context as KitContext, RequestContext } from '@erp/graphql-kit'
import type { Tx } from '../store/database.ts'
import type { LoginTools } from '../use-cases/log-in.ts'
import { createLoaders, type Loaders } from './loaders.ts'

export type Context = KitContext<Loaders, Tx> & { readonly login: LoginTools }

/** What identity adds to each request. */
export function createContext(login: LoginTools) {
  return (request: RequestContext<Tx>) => ({
    loaders: createLoaders(request),
    login,
  })
}
