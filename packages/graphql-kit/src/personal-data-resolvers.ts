import {
  type Caller,
  listPersonalRecords,
  type PersonalRecord,
  requireUnnarrowed,
  type Sql,
  type Transactor,
} from '@erp/service-kit'
import { isId } from '@erp/values'
import { type Connection, connection, type PageArguments, pageOf } from './connection.ts'
import { forbidden } from './expected-errors.ts'
import { declaresPersonalData } from './personal-data-schema.ts'

interface PersonalDataContext {
  readonly caller: Caller
}

interface Reference {
  readonly id: string
}

const manageUsers = 'identity.user.manage'

/** The resolvers of `personalDataSchema(service)`. */
export function personalDataResolvers<Tx extends Sql>(
  service: string,
  transactor: Transactor<Tx>,
  /** Opens what is sealed in the content of a row. */
  open: (content: unknown) => unknown = (content) => content,
) {
  /** Read past the narrowing of the caller: what is held of a person is theirs to know wherever it lies. */
  const records = async ({ id }: Reference, args: PageArguments, { caller }: PersonalDataContext) => {
    requireMayKnow(caller, id)
    const { companyId } = caller
    const page = pageOf(args, ['text', 'text', 'text'])
    const rows =
      companyId === '' || !isId(id)
        ? []
        : await transactor.read([companyId], (tx) =>
            listPersonalRecords(tx, { companyId, userId: id, limit: page.limit, after: page.after }),
          )
    const opened = rows.map((row) => ({ ...row, content: open(row.content) }))
    return shown(connection(opened, { ...page, orderKey: (row) => [row.kind, row.relation, row.recordId] }))
  }

  const reference = ({ id }: Reference, { caller }: PersonalDataContext): Reference => {
    requireMayKnow(caller, id)
    return { id }
  }

  return {
    PersonalData: {
      [`${service}Records`]: records,
      ...(declaresPersonalData(service) ? {} : { __resolveReference: reference }),
    },
  }
}

/** Everybody may know what is held of themselves. Whoever manages users may know it of others, unless half of it is out of their reach. */
function requireMayKnow(caller: Caller, userId: string): void {
  if (caller.userId === userId) return
  if (!caller.permissions.has(manageUsers)) throw forbidden(manageUsers)
  requireUnnarrowed(caller, 'What is held of others is')
}

function shown(page: Connection<PersonalRecord>) {
  const edges = page.edges.map(({ node, cursor }) => ({ node: withText(node), cursor }))
  return { ...page, edges, nodes: edges.map(({ node }) => node) }
}

function withText({ content, ...row }: PersonalRecord) {
  return { ...row, content: content === null ? null : JSON.stringify(content) }
}
