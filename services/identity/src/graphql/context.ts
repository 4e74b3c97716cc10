import type { Context as KitContext, RequestContext } from '@erp/graphql-kit'
import type { Tx } from '../store/database.ts'
import type { ProviderTools } from '../use-cases/sign-in-attempt.ts'
import { createLoaders, type Loaders } from './loaders.ts'

export type Context = KitContext<Loaders, Tx> & { readonly login: ProviderTools }

/** What identity adds to each request. */
export function createContext(login: ProviderTools) {
  return (request: RequestContext<Tx>) => ({
    loaders: createLoaders(request, login),
    login,
  })
}
