/* seal/pki.h - PEM in and out of OpenSSL's objects; inside of this room only. */
#ifndef SEAL_PKI_H
#define SEAL_PKI_H

#include "base/base.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

/* Null where it cannot be read.  Freed by the caller. */
X509 *pki_cert(str pem);
EVP_PKEY *pki_key(str pem);
str pki_cert_pem(arena *a, X509 *x);
str pki_key_pem(arena *a, EVP_PKEY *k);
str pki_bio(arena *a, BIO *b); /* what was written into a memory BIO */
/* An i2d_ function's result in the arena; STR_NULL where it failed. */
#define PKI_DER(a, i2d, object)                                                                    \
    ({                                                                                             \
        uint8_t *der_ = NULL;                                                                      \
        int n_ = i2d((object), &der_);                                                             \
        str s_ = n_ > 0 ? str_copy((a), str_of((const char *)der_, (size_t)n_)) : STR_NULL;        \
        OPENSSL_free(der_);                                                                        \
        s_;                                                                                        \
    })

#define PKI_CLEANUP(type, free_)                                                                   \
    static inline void pki_drop_##type(type **p)                                                   \
    {                                                                                              \
        free_(*p);                                                                                 \
    }
PKI_CLEANUP(X509, X509_free)
PKI_CLEANUP(EVP_PKEY, EVP_PKEY_free)
PKI_CLEANUP(EVP_PKEY_CTX, EVP_PKEY_CTX_free)
PKI_CLEANUP(EVP_MD_CTX, EVP_MD_CTX_free)
PKI_CLEANUP(BIO, BIO_free_all)
#define PKI_AUTO(type) __attribute__((cleanup(pki_drop_##type))) type *

#endif
