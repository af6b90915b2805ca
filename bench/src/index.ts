// The door of bench: labelled traffic and what tests need to send it and to judge the outcome.
export { generateTraffic, type Traffic, type TrafficOptions } from './traffic/generate-traffic.ts';
export { type PoisonRecord, poisonRecords } from './traffic/poison-records.ts';
