import { documentsShown } from '../documents-shown.ts'

/** Somebody was shown many documents of finance whose reading leaves a trace: identity adds up what they were shown anywhere. */
export const financeDocumentsShownCounted = documentsShown('finance.documents-shown.counted.v1')
