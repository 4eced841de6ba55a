/** The images that the simulated registries hold. Order: most used first. Anything else runs as a plain server. */
import type { Container } from '../../api/types.ts';
import type { Image, Output, Program } from '../program.ts';
import { loadOfGenerator, loadOfLine, SERVER, SHELL, stressFootprint, type Footprint } from '../footprint.ts';
import type { Directory } from '../files/entry.ts';
import { isShell } from '../launch.ts';
import type { WebServer } from '../http.ts';
import { agnhost } from './agnhost/agnhost.ts';
import { filesOfImage } from './image-files.ts';
import { httpdOutput } from './output/httpd.ts';
import { mysqlOutput } from './output/mysql.ts';
import { nginxOutput } from './output/nginx.ts';
import { postgresOutput } from './output/postgres.ts';
import { redisOutput } from './output/redis.ts';
import { endlessOutput, isKnown, runWords, wordsOf } from './run-words.ts';
import { refusalOf } from './registry.ts';
import { echoServer, helloApp, hpaExample, httpd, httpEcho, nginx, unknownServer } from './web.ts';

const MB = 1024 * 1024;
/** Virtual ms that a short-lived process takes in itself. */
const SPAWN_MS = 50;

const server = (readyMs: number, footprint: Footprint, web?: WebServer): Program => ({ readyMs, stopMs: 20, stopCode: 0, footprint, ...(web ? { web } : {}) });
const ends = (afterMs: number, exitCode: number): Program => ({ readyMs: 0, stopMs: 20, stopCode: 0, footprint: SHELL, ends: { afterMs: afterMs + SPAWN_MS, exitCode } });

/** The text that a container's shell runs; undefined when it runs none. */
function scriptOf(words: readonly string[]): string | undefined {
  const flag = words.findIndex((word) => /^-[a-z]*c$/.test(word));
  return flag > 0 && isShell(words[flag - 1]) ? words[flag + 1] : undefined;
}

/** `otherwise` is what the image does by itself; `isBare`: it holds nothing but the usual commands. */
function byCommand(container: Container, otherwise: Program, isBare: boolean): Program {
  const words = wordsOf(container);
  if (!isKnown(words[0])) return words[0] === undefined || !otherwise.ends ? otherwise : /^perl\b/.test(words[0]) ? ends(4000, 0) : server(0, SHELL);
  const script = scriptOf(words);
  // What the image says at its start is said by its own program.
  const { output: _said, ...quiet } = otherwise;
  const base: Program = otherwise.ends ? server(0, SHELL) : quiet;
  const load = script === undefined ? undefined : loadOfLine(script);
  if (load) return { ...base, load };
  const output = script === undefined || script.includes('$(') && words.some((word) => /(^|[^$])\$\([A-Z_]/.test(word)) ? undefined : endlessOutput(script);
  return output ? { ...base, output } : { ...base, run: runWords(words, !isBare) };
}

/** `nginx:1.25-alpine` -> `1.25`; undefined without a number. */
const versionOf = (image: string): string | undefined => /:(\d[\d.]*)/.exec(image)?.[1];

interface ServerOptions { readonly web?: (container: Container) => WebServer | undefined; /** Thousandths of a core, MiB, CPU ms a request. */ readonly uses?: readonly [idle: number, memory: number, request: number]; /** It listens, but nobody here knows on what. */ readonly answersAll?: boolean; /** Of a version, at its start. */ readonly says?: (version?: string) => Output }

function serverImage(repository: string, megabytes: number, readyMs: number, { web, uses, answersAll = !web, says }: ServerOptions = {}): Image {
  const footprint = uses ? { idleMillis: uses[0], memoryMi: uses[1], millisPerRequest: uses[2] } : SERVER;
  return { repository, bytes: megabytes * MB, run: (container) => byCommand(container, { ...server(readyMs, footprint, web?.(container)), ...(answersAll ? { answersAll } : {}), ...(says ? { output: says(versionOf(container.image!)) } : {}) }, false) };
}

/** Sends requests until it is stopped, or for as long as its `-z` says. */
const generatorImage = (repository: string): Image => ({
  repository, bytes: 8 * MB,
  run(container) {
    const load = loadOfGenerator(container);
    return { ...server(0, { ...SHELL, idleMillis: 20 }), ...(load ? { load } : {}) };
  },
});

const stressImage = (repository: string): Image => ({ repository, bytes: 4 * MB, run: (container) => server(0, stressFootprint(container)) });
/** An image whose default command ends at once when nobody types into it; `isBare`: that holds nothing but the usual commands. */
const shellImage = (repository: string, megabytes: number, isBare = false): Image =>
  ({ repository, bytes: megabytes * MB, run: (container) => byCommand(container, ends(0, 0), isBare) });

/** A program with the setuid bit of root: whoever may gain no rights stays who it was. */
const effectiveUser: NonNullable<Program['run']> = function* ({ container, user }, { out }) {
  out(`Effective uid: ${container.securityContext?.allowPrivilegeEscalation === false ? user.uid : 0}\n`);
  return 0;
};

const TESTS = 'registry.k8s.io/e2e-test-images';

export const images: readonly Image[] = [
  serverImage('nginx', 68, 300, { web: nginx, says: nginxOutput, uses: [1, 8, 0.4] }),
  serverImage('httpd', 58, 300, { web: httpd, says: httpdOutput, uses: [1, 12, 0.6] }),
  shellImage('busybox', 2, true),
  shellImage('alpine', 3, true),
  serverImage('redis', 45, 400, { says: redisOutput, uses: [3, 12, 0.1] }),
  serverImage('postgres', 150, 2500, { says: postgresOutput, uses: [4, 60, 1] }),
  serverImage('mysql', 230, 6000, { says: mysqlOutput, uses: [8, 350, 1] }),
  shellImage('node', 380),
  shellImage('python', 360),
  shellImage('perl', 340),
  shellImage('ubuntu', 28, true),
  shellImage('debian', 48, true),
  shellImage('curlimages/curl', 8, true),
  { repository: 'hello-world', bytes: 13 * 1024, run: () => ends(0, 0) },
  serverImage('registry.k8s.io/pause', 1, 0, { uses: [0, 1, 0], answersAll: false }),
  agnhost,
  // The images of Kubernetes' own tests.
  shellImage(`${TESTS}/busybox`, 2, true),
  shellImage(`${TESTS}/jessie-dnsutils`, 190, true),
  shellImage(`${TESTS}/resource-consumer`, 20),
  shellImage(`${TESTS}/perl`, 340),
  serverImage(`${TESTS}/nginx`, 68, 300, { web: nginx, says: nginxOutput, uses: [1, 8, 0.4] }),
  serverImage(`${TESTS}/httpd`, 58, 300, { web: httpd, says: httpdOutput, uses: [1, 12, 0.6] }),
  serverImage(`${TESTS}/pause`, 1, 0, { uses: [0, 1, 0], answersAll: false }),
  { repository: `${TESTS}/nonewprivs`, bytes: 7 * MB, run: () => ({ ...server(0, SHELL), run: effectiveUser }) },
  { repository: `${TESTS}/nonroot`, bytes: MB, run: () => server(0, SHELL) },
  serverImage('registry.k8s.io/echoserver', 45, 200, { web: echoServer(8080) }),
  serverImage('registry.k8s.io/hpa-example', 170, 400, { web: hpaExample, uses: [1, 12, 190] }),
  serverImage('hashicorp/http-echo', 5, 50, { web: httpEcho }),
  serverImage('gcr.io/google-samples/hello-app', 7, 100, { web: helloApp }),
  serverImage('us-docker.pkg.dev/google-samples/containers/gke/hello-app', 7, 100, { web: helloApp }),
  ...['williamyeh/hey', 'rakyll/hey', 'jordi/ab', 'fortio/fortio', 'skandyla/wrk'].map(generatorImage),
  ...['polinux/stress', 'vish/stress', 'progrium/stress'].map(stressImage),
];

const byRepository = new Map(images.map((image) => [image.repository, image]));
const UNKNOWN = serverImage('', 60, 300, { web: unknownServer, answersAll: true });

/** `docker.io/library/nginx:1.25@sha256:..` -> `nginx`. */
export function repositoryOf(reference: string): string {
  const plain = reference.split('@')[0]!;
  const colon = plain.lastIndexOf(':');
  const path = colon > plain.lastIndexOf('/') ? plain.slice(0, colon) : plain;
  // The registries of old lead to today's.
  return path.replace(/^(docker\.io|index\.docker\.io)\//, '').replace(/^library\//, '').replace(/^k8s\.gcr\.io\//, 'registry.k8s.io/').replace(/^gcr\.io\/kubernetes-e2e-test-images\//, `${TESTS}/`);
}

/** A tag is always named: `busybox` is `busybox:latest`. */
export function withTag(reference: string): string {
  if (reference.includes('@')) return reference;
  return reference.lastIndexOf(':') > reference.lastIndexOf('/') ? reference : `${reference}:latest`;
}

/** The image of a reference; references nobody knows run as a small server, so that any manifest works. */
export const imageOf = (reference: string): Image => byRepository.get(repositoryOf(reference)) ?? UNKNOWN;

/** Whom an image's processes run as when the pod does not say. */
export const imageUser = (reference: string): number => (repositoryOf(reference) === `${TESTS}/nonroot` ? 1234 : 0);

/** What an image holds, for one run of a container. */
export const imageRoot = (reference: string): Directory => filesOfImage(repositoryOf(reference));

/** What a registry that is asked for this reference answers; undefined when it has it. */
export const pullError = (reference: string): string | undefined => refusalOf(repositoryOf(reference), withTag(reference), byRepository.has(repositoryOf(reference)));
