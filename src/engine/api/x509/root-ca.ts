/**
 * The certificate that the cluster publishes as its authority: what `authorityCertificate` makes, written down so that
 * no cluster has to work it out when it starts.
 */
export const ROOT_CA_PEM = `-----BEGIN CERTIFICATE-----
MIIBXDCCAQOgAwIBAgIBATAKBggqhkjOPQQDAjAVMRMwEQYDVQQDDAprdWJlcm5l
dGVzMCAXDTAwMDEwMTAwMDAwMFoYDzIwOTkxMjMxMDAwMDAwWjAVMRMwEQYDVQQD
DAprdWJlcm5ldGVzMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdSZul9geudIe
JbYuXnj4ZwfbttJfsGUxiITHgY1c6iioz6nVsX6EAHluSDRWjVLwIDk3tZq8Z+Ip
9HINHitABKNCMEAwDgYDVR0PAQH/BAQDAgKkMA8GA1UdEwEB/wQFMAMBAf8wHQYD
VR0OBBYEFLEk1YYK1j15PtX4WbPsqKblsf+zMAoGCCqGSM49BAMCA0cAMEQCICCV
eeD98XoAw4YSw34HgDqc4PFJXMAr1uBNkffhJheIAiAhRWYH4mIOHBSjzp0Go0GS
ySepifbLKEAjpNDprz6CBg==
-----END CERTIFICATE-----
`;
