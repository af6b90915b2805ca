// Stops the shared servers after the last suite.
import { stop } from './start.ts';

// biome-ignore lint/style/noDefaultExport: jest calls it
export default stop;
