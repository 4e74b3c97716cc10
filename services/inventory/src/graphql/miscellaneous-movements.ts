import { badInput, connection, connectionOfAll, payload } from '@erp/graphql-kit'
import { isConfirmedByItsMaker } from '../domain/document-approval.ts'
import type {
  MiscellaneousMovementLineResolvers,
  MiscellaneousMovementResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../generated/graphql.ts'
import * as store from '../store/miscellaneous-movements.ts'
import { cancelMiscellaneousMovement } from '../use-cases/cancel-miscellaneous-movement.ts'
import {
  confirmMiscellaneousMovement,
  simulateMiscellaneousMovement,
} from '../use-cases/confirm-miscellaneous-movement.ts'
import {
  changeMiscellaneousMovement,
  createMiscellaneousMovement,
  discardMiscellaneousMovement,
} from '../use-cases/write-miscellaneous-movement.ts'
import { idKey, idPage, lineKey } from './id-page.ts'
import { legsOfDocument } from './legs.ts'
import { existing } from './loaders.ts'
import { present } from './optional-input.ts'
import { confirmedOneByOne, postedOnce, simulated, writtenOnce } from './written-documents.ts'

export const Query: Pick<
  QueryResolvers,
  'miscellaneousMovement' | 'miscellaneousMovements' | 'simulateMiscellaneousMovement'
> = {
  miscellaneousMovement: async (_, { id, number }, { loaders, transactor, caller }) => {
    if ((id == null) === (number == null)) throw badInput('Give either id or number.')
    if (id != null) return (await loaders.miscellaneousMovement.load(id)) ?? null
    const [found] = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { number: number ?? undefined, after: undefined, limit: 1 }),
    )
    return found ?? null
  },
  miscellaneousMovements: async (_, { status, ...position }, { transactor, caller }) => {
    const { page, ...place } = idPage(position)
    const rows = await transactor.read([caller.companyId], (tx) =>
      store.list(tx, { status: status ?? undefined, ...place }),
    )
    return connection(rows, { ...page, orderKey: idKey })
  },
  simulateMiscellaneousMovement: (_, { documentId }, context) =>
    simulated(context, 'MISCELLANEOUS_MOVEMENT', documentId, simulateMiscellaneousMovement),
}

export const Mutation: Pick<
  MutationResolvers,
  | 'createMiscellaneousMovement'
  | 'changeMiscellaneousMovement'
  | 'discardMiscellaneousMovement'
  | 'confirmMiscellaneousMovement'
  | 'confirmMiscellaneousMovements'
  | 'cancelMiscellaneousMovement'
> = {
  createMiscellaneousMovement: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const request = { operation: 'createMiscellaneousMovement', idempotencyKey, input }
    const wanted = { ...input, reason: input.reason ?? '', lines: input.lines.map(present) }
    const outcome = await writtenOnce(context, request, (unit) => createMiscellaneousMovement(unit, wanted), store.find)
    return payload('miscellaneousMovement', outcome, context)
  },
  changeMiscellaneousMovement: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const request = { operation: 'changeMiscellaneousMovement', idempotencyKey, input }
    const wanted = { ...input, reason: input.reason ?? '', lines: input.lines.map(present) }
    const outcome = await writtenOnce(context, request, (unit) => changeMiscellaneousMovement(unit, wanted), store.find)
    return payload('miscellaneousMovement', outcome, context)
  },
  discardMiscellaneousMovement: async (_, { input: { idempotencyKey, ...input } }, context) => {
    const request = { operation: 'discardMiscellaneousMovement', idempotencyKey, input }
    const outcome = await writtenOnce(context, request, (unit) => discardMiscellaneousMovement(unit, input), store.find)
    return payload('miscellaneousMovement', outcome, context)
  },
  confirmMiscellaneousMovement: async (_, { input: { idempotencyKey, waitMs, ...input } }, context) => {
    const request = { operation: 'confirmMiscellaneousMovement', idempotencyKey, input, waitMs }
    const outcome = await postedOnce(context, request, (unit) => confirmMiscellaneousMovement(unit, input), store.find)
    return payload('miscellaneousMovement', outcome, context)
  },
  confirmMiscellaneousMovements: (_, { input }, context) =>
    confirmedOneByOne(
      context,
      'miscellaneousMovement',
      { operation: 'confirmMiscellaneousMovement', ...input },
      confirmMiscellaneousMovement,
      store.find,
    ),
  cancelMiscellaneousMovement: async (_, { input: { idempotencyKey, waitMs, ...input } }, context) => {
    const request = { operation: 'cancelMiscellaneousMovement', idempotencyKey, input, waitMs }
    const outcome = await postedOnce(context, request, (unit) => cancelMiscellaneousMovement(unit, input), store.find)
    return payload('miscellaneousMovement', outcome, context)
  },
}

export const MiscellaneousMovement: MiscellaneousMovementResolvers = {
  confirmedByItsMaker: isConfirmedByItsMaker,
  lines: async (movement, position, { loaders }) =>
    connectionOfAll(await loaders.linesOfMovement.load(movement), position, lineKey),
  stockEntries: ({ id }, _, { loaders }) => loaders.entriesOfDocument.load(id),
  approval: ({ approval }) => approval && { id: approval.id },
  legs: async (document, _, { loaders, language }) =>
    legsOfDocument(document, await loaders.legsOfDocument.load(document.id), language),
  __resolveReference: async ({ id }, { loaders }) => (await loaders.miscellaneousMovement.load(id)) ?? null,
}

export const MiscellaneousMovementLine: MiscellaneousMovementLineResolvers = {
  item: ({ itemId }, _, { loaders }) => existing(loaders.item.load(itemId)),
  warehouse: ({ warehouseId }, _, { loaders }) => existing(loaders.warehouse.load(warehouseId)),
  department: ({ departmentId }) => (departmentId === null ? null : { id: departmentId }),
  project: ({ projectId }) => (projectId === null ? null : { id: projectId }),
}
