#!/usr/bin/env bash
# Makes the certificates and keys beside it, and assertion.jwt, which OpenSSL's own tools sign. Nothing trusts them.
set -eu
cd "$(dirname "$0")"

certificate() { # NAME KEYTYPE...
    local name=$1
    shift
    openssl req -x509 -nodes -days 36500 -subj "/CN=phicrawl test $name" -newkey "$@" \
        -keyout "$name.key" -out "$name.crt" 2>/dev/null
}
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

certificate own rsa:2048
certificate other rsa:2048
certificate curve ec -pkeyopt ec_paramgen_curve:P-256

cat other.crt own.crt own.key >chain.pem
cat own.key own.crt >own.pem
cat own.crt other.key >mixed.pem
cat curve.key curve.crt >curve.pem
openssl pkcs8 -topk8 -in own.key -passout pass:open-sesame -out encrypted.key
cat encrypted.key own.crt >encrypted.pem
openssl pkcs12 -export -inkey own.key -in own.crt -certfile other.crt -passout pass:open-sesame -out own.p12
openssl pkcs12 -export -inkey own.key -in own.crt -passout pass: -out open.p12

# RS256 has one signature only: this one. The claims are those of the test.
thumbprint=$(openssl x509 -in own.crt -outform DER | openssl dgst -sha1 -binary | base64url)
header=$(printf '{"alg":"RS256","typ":"JWT","x5t":"%s"}' "$thumbprint" | base64url)
claims=$(printf '{"aud":"%s","iss":"%s","sub":"%s","jti":"%s","nbf":%d,"iat":%d,"exp":%d}' \
    https://login.example/tenant/oauth2/v2.0/token app-1 app-1 id-1 1769904000 1769904000 1769904600 | base64url)
signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign own.key -binary | base64url)
printf '%s.%s.%s' "$header" "$claims" "$signature" >assertion.jwt

rm other.crt other.key curve.crt curve.key encrypted.key
