import { documentsShown } from '../documents-shown.ts'

/** Somebody was shown many documents of procurement whose reading leaves a trace: identity adds up what they were shown anywhere. */
export const procurementDocumentsShownCounted = documentsShown('procurement.documents-shown.counted.v1')
