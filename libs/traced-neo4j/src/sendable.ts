// Whether the driver can encode parameters. Asked only after a failure, to tell the caller's mistake from the server's. Pure.
import { isNode, isPath, isRelationship, isUnboundRelationship } from 'neo4j-driver';

/** Deeper values would overflow the driver's stack, as circular ones do. */
const maxDepth = 500;

/** False for functions and symbols, for nodes and relationships of results, and for circular or very deep values. */
export function isSendable(value: unknown, depth = 0): boolean {
  if (typeof value === 'function' || typeof value === 'symbol' || depth > maxDepth) return false;
  if (typeof value !== 'object' || value === null) return true;
  if (isNode(value) || isRelationship(value) || isUnboundRelationship(value) || isPath(value)) return false;
  return Object.values(value).every((each) => isSendable(each, depth + 1));
}
