import type { ServiceName } from '@erp/local'
import { subgraphRequest, type TestSystem } from '@erp/testing'
import type { DeclaredEntity } from './entities-of-services.ts'
import type { Person } from './people.ts'

/** Every UUID that stands in a row of the company, in any table and column of the service, and the company's own. */
export async function idsOf(system: TestSystem, service: ServiceName, companyId: string): Promise<string[]> {
  const rows = await system.database(service).rows<{ text: string }>`
    select query_to_xml(format('select string_agg(to_jsonb(one)::text, '' '') as text from %I.%I as one where company_id = %L',
                               table_schema, table_name, ${companyId}::uuid), false, true, '')::text as text
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where column_name = 'company_id' and table_type = 'BASE TABLE' and table_name not in ('outbox', 'inbox', 'audit_log', 'audit_change')`
  const found = rows.flatMap(({ text }) => text.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [])
  return [...new Set([companyId, ...found])]
}

/** What somebody is answered about each reference, by the subgraph itself; as text without the id. */
export async function askAbout(
  system: TestSystem,
  asker: Person,
  { service, type, selection }: DeclaredEntity,
  ids: readonly string[],
): Promise<string[]> {
  const query = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on ${type} ${selection} } }`
  const { accessToken: token } = await asker.session()
  const answers: string[] = []
  for (let start = 0; start < ids.length; start += 100) {
    const representations = ids.slice(start, start + 100).map((id) => ({ __typename: type, id }))
    const { body } = await subgraphRequest<{ _entities: (object | null)[] }>(system.service(service).url, {
      token,
      query,
      variables: { representations },
    })
    if (!body.data) throw new Error(`${service} ${type}: ${JSON.stringify(body.errors?.slice(0, 2))}`)
    answers.push(...body.data._entities.map((entity) => JSON.stringify(entity && { ...entity, id: '' })))
  }
  return answers
}
