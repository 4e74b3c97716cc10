import { isIP } from 'node:net'
import { type TlsFiles, tlsFilesOf, tlsSource } from '@erp/service-kit'
import { Agent, buildConnector, type RequestInit as FetchInit, fetch as fetchBy } from 'undici'
import type { GatewayConfig } from './config.ts'

/** Asks one subgraph, as the global fetch would. */
export type SubgraphFetch = (url: string | URL, init: RequestInit & { readonly duplex?: 'half' }) => Promise<Response>

/**
 * How each subgraph is asked: over connections that show the gateway's certificate and take nobody else for the subgraph,
 * where certificates are configured.
 */
export function createSubgraphFetch(config: GatewayConfig): (subgraph: string) => SubgraphFetch {
  const files = tlsFilesOf(config)
  const fetches = new Map(
    [...config.subgraphUrls].map(([name, url]) => [
      name,
      fetchOf(files ? provingAgent(files, name, url) : new Agent()),
    ]),
  )
  return (subgraph) => {
    const known = fetches.get(subgraph)
    if (known === undefined) throw new Error(`There is no subgraph ${subgraph}`)
    return known
  }
}

function fetchOf(dispatcher: Agent): SubgraphFetch {
  return (url, init) => fetchBy(url, { ...init, dispatcher } as FetchInit) as unknown as Promise<Response>
}

/**
 * New connections are made with the certificate that is in the files then. A number for an address says nothing of who
 * answers there: then the certificate has to be in the subgraph's name.
 */
function provingAgent(files: TlsFiles, name: string, url: string): Agent {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
  const source = tlsSource(files)
  const connectorOf = (material: ReturnType<typeof source>) =>
    buildConnector({ ...material, allowH2: false, ...(isIP(host) === 0 ? {} : { servername: name }) })
  let material = source()
  let connector = connectorOf(material)
  return new Agent({
    connect: (options, done) => {
      if (source() !== material) {
        material = source()
        connector = connectorOf(material)
      }
      connector(options, done)
    },
  })
}
