// The door of mounted-file.
export { MountedFile, MountedFileError, type MountedFileOptions } from './mounted-file.ts';
export { readTlsFiles, type TlsFiles } from './tls-files.ts';
export { tlsRefusalOf } from './tls-refusal.ts';
