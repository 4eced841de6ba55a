/** `agnhost crd-conversion-webhook`: converts `stable.example.com` objects between `hostPort` (v1) and `host` and `port` (v2). */
import { json, plainText, type HttpRequest, type HttpResponse } from '../../http.ts';

interface Converted { apiVersion: string; [field: string]: unknown }
interface Review { apiVersion: string; kind: string; request: { uid: string; desiredAPIVersion: string; objects: Converted[] } }

const V1 = 'stable.example.com/v1', V2 = 'stable.example.com/v2';

class Refused extends Error {}

function convert(object: Converted, wanted: string): Converted {
  const from = object.apiVersion;
  if (from === wanted) throw new Refused(`conversion from a version to itself should not call the webhook: ${wanted}`);
  if (from !== V1 && from !== V2) throw new Refused(`unexpected conversion version ${JSON.stringify(from)}`);
  if (wanted !== (from === V1 ? V2 : V1)) throw new Refused(`unexpected conversion version ${JSON.stringify(wanted)}`);
  if (from === V1) {
    const { hostPort, ...rest } = object;
    if (hostPort === undefined) return { ...object, apiVersion: V2 };
    const parts = String(hostPort).split(':');
    if (parts.length !== 2) throw new Refused(`invalid hostPort value \`${String(hostPort)}\``);
    return { ...rest, apiVersion: V2, host: parts[0], port: parts[1] };
  }
  const { host, port, ...rest } = object;
  return host === undefined && port === undefined ? { ...object, apiVersion: V1 } : { ...rest, apiVersion: V1, hostPort: `${String(host ?? '')}:${String(port ?? '')}` };
}

export function answerConversion(request: HttpRequest): HttpResponse {
  if (request.path === '/readyz') return plainText(200, 'ok');
  if (request.path !== '/crdconvert') return plainText(404, '404 page not found\n');
  let review: Review;
  try { review = JSON.parse(request.body) as Review; } catch (error) { return plainText(400, `failed to deserialize body with error ${(error as Error).message}\n`); }
  const { uid, desiredAPIVersion, objects } = review.request;
  const answered = (response: object): HttpResponse => json({ kind: 'ConversionReview', apiVersion: review.apiVersion, response: { uid, ...response } });
  try {
    return answered({ convertedObjects: objects.map((object) => convert(object, desiredAPIVersion)), result: { metadata: {}, status: 'Success' } });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return answered({ convertedObjects: null, result: { metadata: {}, status: 'Failure', message: error.message } });
  }
}
