import { readFileSync } from 'node:fs'

/** Identity declares `PersonalData`, for it knows who somebody is; the others are asked by reference. */
export function declaresPersonalData(service: string): boolean {
  return service === 'identity'
}

/** The part of a service's SDL that tells what it holds of a person: `PersonalData.<service>Records`. Written for `example`. */
export function personalDataSchema(service: string): string {
  const files = ['personal-data.graphql', ...(declaresPersonalData(service) ? [] : ['personal-data-reference.graphql'])]
  return files
    .map((file) => readFileSync(new URL(`../schema/${file}`, import.meta.url), 'utf8'))
    .join('\n')
    .replaceAll('example', service)
}
