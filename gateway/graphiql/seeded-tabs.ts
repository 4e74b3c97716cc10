const queries = import.meta.glob<string>('./tabs/*.graphql', { query: '?raw', import: 'default', eager: true })
const variables = import.meta.glob<string>('./tabs/*.json', { query: '?raw', import: 'default', eager: true })

/** One tab a step of the purchase flow, in the order of the file names. */
export const seededTabs = Object.entries(queries)
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([path, query]) => ({ query, variables: variables[path.replace(/\.graphql$/, '.json')] ?? null }))
