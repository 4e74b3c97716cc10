import type { Context as KitContext, RequestContext } from '@erp/graphql-kit'
import type { Tx } from '../store/database.ts'
import { createLoaders, type Loaders } from './loaders.ts'

export type Context = KitContext<Loaders, Tx>

/** What inventory adds to each request. */
export function createContext(request: RequestContext<Tx>) {
  return { loaders: createLoaders(request) }
}
