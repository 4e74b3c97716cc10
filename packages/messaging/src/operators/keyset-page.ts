/** The arguments of a list field. */
export interface PageArguments {
  readonly first?: number | null
  readonly after?: string | null
}

export interface Page<Node> {
  readonly edges: { readonly node: Node; readonly cursor: string }[]
  readonly nodes: Node[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: string | null
    readonly endCursor: string | null
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** How many rows a page holds: between 0 and 100. */
export function pageSize({ first }: PageArguments): number {
  return Math.min(100, Math.max(0, first ?? 50))
}

/** The id after which a page begins; null at the start. Throws for a cursor that no list of ids made. */
export function pageStart({ after }: PageArguments): string | null {
  if (after == null) return null
  const id = Buffer.from(after, 'base64url').toString('utf8')
  if (!uuid.test(id)) throw new ForeignCursor()
  return id
}

class ForeignCursor extends Error {
  override readonly name = 'ForeignCursor'
  /** What a GraphQL answer says beside the message. */
  readonly extensions = { code: 'BAD_USER_INPUT', argument: 'after' }

  constructor() {
    super('after is not a cursor of this list.')
  }
}

/** A page of rows ordered by id; `rows` holds one more than the page when there is another page. */
export function page<Node extends { readonly id: string }>(rows: readonly Node[], args: PageArguments): Page<Node> {
  const nodes = rows.slice(0, pageSize(args))
  const edges = nodes.map((node) => ({ node, cursor: Buffer.from(node.id).toString('base64url') }))
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > nodes.length,
      hasPreviousPage: pageStart(args) !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}
