import { documentsShown } from '../documents-shown.ts'

/** Somebody was shown many documents of inventory whose reading leaves a trace: identity adds up what they were shown anywhere. */
export const inventoryDocumentsShownCounted = documentsShown('inventory.documents-shown.counted.v1')
