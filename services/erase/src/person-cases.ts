// Decides which findings are about the person: the cases of their accounts, cards and devices. A case's id ends in a hash of its
// key, so anyone with the token can recognise the case: it has to go too. Pure.
import { findingHash } from '@ringtrace/analyzer/graph';

/** Tokens of the person. Others pay with the shared ones too, so only a pair with an unshared one is the person's alone. */
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

/** Card and device still on an unlinked payment: when a device is erased, the payer's card may stay. */
export interface PaymentInstruments {
  card: string | null;
  device: string | null;
}

/** A person has fewer pairs; the account of a whole company may have more. Its cases are found by having nobody left. */
const maxPairs = 500_000;

export class PersonCases {
  private readonly tenant: string;
  private readonly tokens: PersonTokens;
  private readonly hashes: Set<string>;
  private readonly unshared: string[];

  constructor(tenant: string, tokens: PersonTokens) {
    this.tenant = tenant;
    this.tokens = tokens;
    this.unshared = [...tokens.accounts, ...tokens.cards, ...tokens.devices];
    this.hashes = new Set(keysOf(tokens).map((key) => findingHash(tenant, key)));
  }

  /** Recognises the keys of the shipped rules; a case of a custom rule is recognised by its evidence. */
  includes(finding: FindingOnPayment, { card, device }: PaymentInstruments): boolean {
    if (finding.isCase && this.isNamedIn(finding)) return true;
    const hash = finding.id.slice(-22);
    return (
      this.hashes.has(hash) ||
      this.pairsWith(card, device).some((key) => findingHash(this.tenant, key) === hash)
    );
  }

  /** Whether the evidence that a rule gave names the person. */
  isNamedIn({ about }: FindingOnPayment): boolean {
    return about !== null && this.unshared.some((token) => about.includes(token));
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

// The key of a shared-card-and-device case.
const pair = (card: string, device: string) => `${card} ${device}`;
