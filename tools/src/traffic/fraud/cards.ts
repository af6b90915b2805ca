// Stolen cards: spent, tested, and used under many names.
import {
  drawAmount,
  drawCount,
  drawMoments,
  drawOutside,
  hourMs,
  minuteMs,
  pickNumber,
  pickWeighted,
  scatterMoments,
  secondMs,
} from '../draws.ts';
import type { Business, Customer, Scene } from '../economy.ts';
import { type Build, drawTerms, onlinePurchase, terms, transfer } from '../payments.ts';
import type { Random } from '../random.ts';

/** One stolen card is spent from one device before it is blocked, over one or several accounts. */
export const sharedCardAndDevice: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const outside = drawOutside(random, ['slow']);
  const count = pickNumber(random, { 2: 0.2, 3: 0.3, 4: 0.26, 5: 0.14, 6: 0.1 });
  const accounts = economy.actors(currency, random.chance(0.6) ? random.integer(2, Math.min(4, count)) : 1);
  const card = economy.newName('c');
  const device = economy.newName('d');
  const ip = economy.newIp();
  const gapMs = outside === 'slow' ? 90 * minuteMs : 75 * secondMs;
  const favourite = shopOf(scene);
  const payments = drawMoments(random, startAtMs, count, gapMs, 0.7).map((atMs, index) => {
    const shop = random.chance(0.2) ? favourite : shopOf(scene);
    const payer = accounts[index % accounts.length] as Customer;
    return onlinePurchase(drawTerms(scene, atMs, 140, 0.8), payer, shop, { card, device, ip });
  });
  return { payments, outside };
};

/** One gang with many names: invented accounts on one device, on a few devices, or with one card. */
export const sharedIdentity: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const outside = drawOutside(random, ['few', 'a device each']);
  const kind = pickWeighted(random, { device: 0.68, devices: 0.14, card: 0.18 });
  const accounts = economy.actors(
    currency,
    outside === 'few'
      ? 2
      : kind === 'card'
        ? drawCount(random, 5, 0.35, 2, 12)
        : drawCount(random, 9, 0.4, 3, 40),
  );
  const devices = Array.from({ length: kind === 'devices' ? random.integer(2, 3) : 1 }, () =>
    economy.newName('d'),
  );
  const card = economy.newName('c');
  const onlyShop = random.chance(0.2) ? shopOf(scene) : undefined;
  const spanMs = random.integer(1, 12) * hourMs;
  const payments = accounts.flatMap((account) => {
    const device = outside === 'a device each' || kind === 'card' ? account.phone : random.pick(devices);
    const own = kind === 'card' && outside === undefined ? card : economy.newName('c');
    return scatterMoments(random, startAtMs, spanMs, random.integer(1, 3)).map((atMs) => {
      if (kind !== 'card' && random.chance(0.2)) {
        const [payee] = economy.people(currency, 1) as [Customer];
        return transfer(drawTerms(scene, atMs, 90, 0.8), account, payee.account, device);
      }
      const shop = onlyShop ?? shopOf(scene);
      return onlinePurchase(drawTerms(scene, atMs, 60, 0.8), account, shop, {
        card: own,
        device,
      });
    });
  });
  return { payments, outside };
};

/** A bot or a person tests a card with small amounts until one passes. */
export const cardTestingCard: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const outside = drawOutside(random, ['slow', 'large-amounts']);
  const [account] = economy.actors(currency, 1) as [Customer];
  const card = economy.newName('c');
  const oneDevice = random.chance(0.6) ? economy.newName('d') : undefined;
  const shops = shopsOf(scene, 1, 4);
  const gaps = gapsOf(random, outside === 'slow');
  const payments = drawMoments(random, startAtMs, drawCount(random, 10, 0.4, 4, 40), ...gaps).map((atMs) =>
    onlinePurchase(terms(scene, atMs, testAmount(scene, outside)), account, random.pick(shops), {
      card,
      device: oneDevice ?? economy.newName('d'),
      ip: economy.newIp(),
    }),
  );
  return { payments, outside };
};

/** Many cards of a stolen list are tested from one device, each under its own name. */
export const cardTestingDevice: Build = (scene) => {
  const { random, economy, currency, startAtMs } = scene;
  const outside = drawOutside(random, ['slow', 'a device each']);
  const accounts = economy.actors(currency, drawCount(random, 14, 0.5, 5, 60));
  const device = economy.newName('d');
  const ip = economy.newIp();
  const shops = shopsOf(scene, 1, 2);
  const gaps = gapsOf(random, outside === 'slow');
  const payments = drawMoments(random, startAtMs, accounts.length, ...gaps).map((atMs, index) =>
    onlinePurchase(
      terms(scene, atMs, testAmount(scene, outside)),
      accounts[index] as Customer,
      random.pick(shops),
      {
        card: economy.newName('c'),
        device: outside === 'a device each' ? economy.newName('d') : device,
        ip,
      },
    ),
  );
  return { payments, outside };
};

/** Median gap and its spread: a bot takes seconds, a person has to type. */
function gapsOf(random: Random, slow: boolean): [medianMs: number, sigma: number] {
  if (slow) return [35 * minuteMs, 0.4];
  return random.chance(0.65) ? [15 * secondMs, 0.7] : [50 * secondMs, 0.5];
}

const testAmount = (scene: Scene, outside: string | undefined) =>
  outside === 'large-amounts' ? drawAmount(scene, 80, 0.5) : drawAmount(scene, 1.6, 0.7);

const shopOf = ({ random, economy, currency }: Scene) => random.pick(economy.market(currency).merchants);

function shopsOf(scene: Scene, min: number, max: number): Business[] {
  return Array.from({ length: scene.random.integer(min, max) }, () => shopOf(scene));
}
