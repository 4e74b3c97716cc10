import { zero } from '@erp/values'
import type {
  DocumentSimulationResolvers,
  PostingObstacleResolvers,
  VoucherPreviewLineResolvers,
} from '../generated/graphql.ts'
import { obstacleSentence } from './obstacle-sentences.ts'

export const DocumentSimulation: DocumentSimulationResolvers = {
  __resolveReference: (reference) => reference,
  vouchers: async ({ postingFacts }, _, { loaders }) => {
    const preview = postingFacts == null ? undefined : await loaders.preview.load(postingFacts)
    return preview && [...preview.vouchers]
  },
  postingObstacle: async ({ postingFacts }, _, { loaders }) => {
    const preview = postingFacts == null ? undefined : await loaders.preview.load(postingFacts)
    return preview?.obstacle
  },
}

export const VoucherPreviewLine: VoucherPreviewLineResolvers = {
  account: async ({ accountId }, _, { loaders }) => {
    const account = await loaders.account.load(accountId)
    if (!account) throw new Error(`The account ${accountId} of a preview does not exist`)
    return account
  },
  debit: ({ side, amount }) => (side === 'DEBIT' ? amount : zero(amount.currency)),
  credit: ({ side, amount }) => (side === 'CREDIT' ? amount : zero(amount.currency)),
  item: ({ itemId }) => (itemId === null ? null : { id: itemId }),
}

export const PostingObstacle: PostingObstacleResolvers = {
  reasonCode: ({ reason }) => reason,
  reason: (obstacle, _, { language }) => obstacleSentence(obstacle, language),
}
