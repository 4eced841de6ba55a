/** What a container's processes see, worked out as they look. */
import type { Container, Pod } from '../api/types.ts';
import type { HttpRequest, HttpResponse } from '../workloads/http.ts';
import type { Files, FileUser } from '../workloads/files/Files.ts';
import { imageUser } from '../workloads/images/index.ts';
import type { Inside } from '../workloads/process.ts';

export interface Around {
  pod(): Pod;
  now(): number;
  env(): Map<string, string>;
  files(): Files;
  request(host: string, port: number, request: HttpRequest): HttpResponse;
  lookup: Inside['lookup'];
  records: Inside['records'];
  readonly startedMs: number;
}

export class ContainerInside implements Inside {
  readonly user: FileUser;
  readonly privileged: boolean;
  #env: Map<string, string> | undefined;
  #files: Files | undefined;

  constructor(readonly container: Container, private readonly around: Around, readonly clientIP = '') {
    const { securityContext: ofPod } = around.pod().spec ?? {};
    const own = container.securityContext;
    const uid = own?.runAsUser ?? ofPod?.runAsUser ?? imageUser(container.image!);
    this.user = { uid, gid: own?.runAsGroup ?? ofPod?.runAsGroup ?? 0, groups: [...(ofPod?.fsGroup === undefined ? [] : [ofPod.fsGroup]), ...(ofPod?.supplementalGroups ?? [])] };
    this.privileged = own?.privileged === true || own?.capabilities?.add?.some((one) => /^(ALL|NET_ADMIN|SYS_ADMIN)$/.test(one)) === true;
  }

  get pod(): Pod { return this.around.pod(); }
  get nowMs(): number { return this.around.now(); }
  get startedMs(): number { return this.around.startedMs; }
  get env(): Map<string, string> { return (this.#env ??= this.around.env()); }
  get files(): Files { return (this.#files ??= this.around.files()); }
  request(host: string, port: number, request: HttpRequest): HttpResponse { return this.around.request(host, port, request); }
  lookup(host: string): ReturnType<Inside['lookup']> { return this.around.lookup(host); }
  records(host: string, type: string): ReturnType<Inside['records']> { return this.around.records(host, type); }
}
