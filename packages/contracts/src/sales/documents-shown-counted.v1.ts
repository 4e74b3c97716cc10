import { documentsShown } from '../documents-shown.ts'

/** Somebody was shown many documents of sales whose reading leaves a trace: identity adds up what they were shown anywhere. */
export const salesDocumentsShownCounted = documentsShown('sales.documents-shown.counted.v1')
