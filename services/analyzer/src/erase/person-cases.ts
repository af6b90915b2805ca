// Which findings are about the person: cases of their account, card or device. A case's id ends in a hash of its key, which
// for who has the token is as good as the token. Pure.
import { findingHash } from '../rules/finding.ts';

/** Tokens of the person. `shared` ones, which others pay with too, are not theirs alone: only a pair with one that is. */
export interface PersonTokens {
  accounts: string[];
  cards: string[];
  devices: string[];
  sharedCards: string[];
  sharedDevices: string[];
}

/** A finding on one of the person's payments. */
export interface FindingOnPayment {
  id: string;
  isCase: boolean;
  shadow: boolean;
  about: string | null;
}

/** What is left on a payment of the person: of who pays with a device that is erased, the card may stay. */
export interface PaymentMeans {
  card: string | null;
  device: string | null;
}

/** More pairs than a person has: an account of a whole company. Its cases are known by having nobody left. */
const maxPairs = 500_000;

export class PersonCases {
  private readonly tenant: string;
  private readonly tokens: PersonTokens;
  private readonly hashes: Set<string>;
  private readonly all: string[];

  constructor(tenant: string, tokens: PersonTokens) {
    this.tenant = tenant;
    this.tokens = tokens;
    this.all = [...tokens.accounts, ...tokens.cards, ...tokens.devices];
    this.hashes = new Set(keysOf(tokens).map((key) => findingHash(tenant, key)));
  }

  /** By the keys that the shipped rules give; a rule of your own is known by what its evidence says. */
  includes(finding: FindingOnPayment, { card, device }: PaymentMeans): boolean {
    if (finding.isCase && this.isNamedIn(finding)) return true;
    const end = finding.id.slice(-22);
    return (
      this.hashes.has(end) ||
      this.pairsWith(card, device).some((key) => findingHash(this.tenant, key) === end)
    );
  }

  /** Whether what the rule says of a finding names the person. */
  isNamedIn({ about }: FindingOnPayment): boolean {
    return about !== null && this.all.some((token) => about.includes(token));
  }

  private pairsWith(card: string | null, device: string | null): string[] {
    return [
      ...(device === null ? [] : this.tokens.cards.map((own) => pair(own, device))),
      ...(card === null ? [] : this.tokens.devices.map((own) => pair(card, own))),
    ];
  }
}

function keysOf({ accounts, cards, devices, sharedCards, sharedDevices }: PersonTokens): string[] {
  const single = [
    ...accounts,
    ...cards.flatMap((card) => [card, `card ${card}`]),
    ...devices.flatMap((device) => [device, `device ${device}`]),
  ];
  const pairs = cards.length * (devices.length + sharedDevices.length) + sharedCards.length * devices.length;
  if (pairs > maxPairs) return single;
  return [
    ...single,
    ...cards.flatMap((card) => [...devices, ...sharedDevices].map((device) => pair(card, device))),
    ...sharedCards.flatMap((card) => devices.map((device) => pair(card, device))),
  ];
}

// As shared-card-and-device names its case.
const pair = (card: string, device: string) => `${card} ${device}`;
