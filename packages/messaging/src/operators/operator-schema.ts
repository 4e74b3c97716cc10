import { readFileSync } from 'node:fs'

/** How a service lets operators mend its messages. */
export interface OperatorOptions {
  /** Passing over a message takes one person who asks, with a reason, and another who confirms. */
  readonly skipTakesTwo?: boolean
}

/**
 * The part of a service's SDL through which operators see and mend its messages: `<service>InboxMessages`,
 * `retry<Service>InboxMessage` and so on. The files are written for a service named `example`.
 */
export function operatorSchema(service: string, { skipTakesTwo }: OperatorOptions = {}): string {
  const files = ['operator.graphql', skipTakesTwo ? 'skip-by-two.graphql' : 'skip-alone.graphql']
  return files
    .map((file) => readFileSync(new URL(`../../schema/${file}`, import.meta.url), 'utf8'))
    .join('\n')
    .replaceAll('example', service)
    .replaceAll('Example', capitalised(service))
}

export function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
