// Stands on the PATH as `helm` where upstream charts cannot be downloaded: `helm template` takes them from the folder HELM_CHARTS_DIR,
// for a Kubernetes of today. Everything else goes to the real one, in REAL_HELM.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const { REAL_HELM, HELM_CHARTS_DIR } = process.env;
let args = process.argv.slice(2);
if (args.includes('template')) {
  // template NAME CHART --version V --repo R
  const place = args.indexOf('template') + 2;
  const name = args[place].split('/').at(-1);
  const file = readdirSync(HELM_CHARTS_DIR).find(
    (entry) => entry.startsWith(`${name}-`) && /^\d.*\.tgz$/.test(entry.slice(name.length + 1)),
  );
  if (file !== undefined) {
    args[place] = join(HELM_CHARTS_DIR, file);
    args = args.filter(
      (arg, index) => !/^--(version|repo)$/.test(arg) && !/^--(version|repo)$/.test(args[index - 1]),
    );
  }
  args.push('--kube-version', '1.35.0');
}
const { status } = spawnSync(REAL_HELM, args, { stdio: 'inherit' });
process.exit(status ?? 1);
