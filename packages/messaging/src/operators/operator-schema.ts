import { readFileSync } from 'node:fs'

const template = new URL('../../schema/operator.graphql', import.meta.url)

/**
 * The part of a service's SDL through which operators see and mend its messages: `<service>InboxMessages`,
 * `retry<Service>InboxMessage` and so on. The file is written for a service named `example`.
 */
export function operatorSchema(service: string): string {
  return readFileSync(template, 'utf8').replaceAll('example', service).replaceAll('Example', capitalised(service))
}

export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
