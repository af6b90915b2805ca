// The public API of mounted-file.
export { explainTlsFailure } from './explain-tls-failure.ts';
export { MountedFile, MountedFileError, type MountedFileOptions } from './mounted-file.ts';
export { readTlsFiles, type TlsFiles } from './tls-files.ts';
