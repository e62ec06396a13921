/** What went wrong, as a value: the panel words it in the user's language from the code and the details. */
export interface EngineError {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string | number>>;
}

export type ErrorCode =
  /* Files. Details: file, expected, found. */
  | 'fileEmpty'
  | 'fileWrongMagic'
  /* Details: kind, as engine/data/file-kind.ts names it. */
  | 'fileOfOtherKind'
  | 'fileTruncated'
  | 'fileTrailingBytes'
  | 'fileTooLarge'
  | 'fileNotGzip'
  | 'fileLabelOutOfRange'
  | 'fileCountsDisagree'
  | 'fileDimensionsUnsupported'
  | 'fileMissing'
  | 'fileUnknown'
  | 'fileUnreadable'
  /* Archives and the images in them. Details: file, expected, found. */
  | 'archiveDamaged'
  | 'archiveEncrypted'
  | 'archiveUnsupported'
  | 'pathUnsafe'
  | 'folderEmpty'
  | 'imageDamaged'
  | 'imageTooLarge'
  | 'imagesWithoutFolders'
  /* A table has no row for an image; it has one for an image that is not there. */
  | 'imageUnlabelled'
  | 'imageMissing'
  | 'imagesMissing'
  /* Arrays. Details: file, expected, found. */
  | 'arrayUnsupported'
  | 'fileTooNew'
  /* Downloads. Details: file, url, status, expected, found. */
  | 'offline'
  | 'downloadFailed'
  | 'downloadCorrupt'
  | 'storageFull'
  | 'storageBusy'
  /* Files of weights. Details: file, layer (a tensor or what else the file names), expected, found. */
  | 'weightsDamaged'
  | 'weightsMissing'
  | 'tensorUnsupported'
  | 'weightsIncomplete'
  | 'weightsMismatch'
  | 'weightsHeadMismatch'
  /* Pickles of Python. Details: file, found: the name that is not allowed, or how far it could be read. */
  | 'pickleRefused'
  | 'pickleDamaged'
  /* Models and runs. Details: layer, message, shapes. */
  | 'modelInvalid'
  | 'configInvalid'
  /* Details: split. */
  | 'splitEmpty'
  | 'datasetMissing'
  | 'datasetMismatch'
  | 'lossNotFinite'
  /* Details: neededBytes, limitBytes, batchSize; for one tensor its layer; for outOfMemory what is known. */
  | 'memoryTooSmall'
  | 'tensorTooLarge'
  | 'outOfMemory'
  /* Details: neededBytes, limitBytes. */
  | 'exportTooLarge'
  | 'noTrainedModel'
  | 'runMissing'
  | 'answersMissing'
  | 'cropsUnavailable'
  | 'runElsewhere'
  | 'busy'
  | 'imageInvalid'
  /* Backends. Details: backend, message. */
  | 'backendUnavailable'
  | 'backendFailed'
  | 'contextLost'
  | 'workerCrashed'
  | 'cancelled'
  | 'unexpected';
