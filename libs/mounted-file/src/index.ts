// The door of mounted-file.
export { MountedFile, MountedFileError, type MountedFileOptions } from './mounted-file.ts';
